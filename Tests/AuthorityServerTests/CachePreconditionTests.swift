// What caches say when they ask again, in every spelling that is allowed and some that are not.

import HTTPTypes
import Hummingbird
import NIOCore
import Support
import Testing

@testable import AuthorityServer

@Suite("Cache preconditions")
struct CachePreconditionTests {
    private func request(_ fields: [HTTPField]) -> Request {
        var headers = HTTPFields()
        for field in fields { headers.append(field) }
        let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/", headerFields: headers)
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    @Test(
        "whether gzip is taken",
        arguments: [
            ([], false), (["gzip"], true), (["x-gzip"], true), (["GZIP"], true), (["deflate, gzip;q=0.5"], true),
            (["deflate", "gzip"], true), (["*"], true), (["gzip;q=0"], false), (["gzip;q=0.000"], false),
            (["gzip; q=0"], false), (["gzip ;Q=0"], false), (["gzip;q=0, *"], false), (["*;q=0"], false),
            (["*;q=0, gzip"], true), (["identity"], false), (["gzipped"], false), (["br, zstd"], false), ([""], false),
            (["gzip;q=0.001"], true), (["gzip;q=x"], false), (["gzip;q="], false), (["gzip;q=2"], false),
            (["gzip;q=-1"], false), (["gzip;q=nan"], false), (["gzip;q=0", "gzip"], false), ([",,gzip,"], true),
        ] as [([String], Bool)]
    )
    func gzip(fields: [String], isTaken: Bool) {
        let request = request(fields.map { .field("Accept-Encoding", $0) })
        #expect(CachePreconditions.takesGzip(request) == isTaken)
    }

    @Test(
        "whether a tag is known",
        arguments: [
            ([], false), ([#""1-2""#], true), ([#"W/"1-2""#], true), (["*"], true), ([" * "], true),
            ([#""0", "1-2""#], true), ([#""0","1-2","3""#], true), ([#""0""#, #""1-2""#], true),
            ([#""1-2-gzip""#], false), (["1-2"], false), ([#""1-2"#], false), ([#""a, "1-2""#], false),
            ([#"w/"1-2""#], false), ([#"x "1-2""#], false), ([#", ,"1-2""#], true), ([""], false), ([#""""#], false),
            ([#""1-2x""#], false),
        ] as [([String], Bool)]
    )
    func tags(fields: [String], isKnown: Bool) {
        let request = request(fields.map { .field("If-None-Match", $0) })
        #expect(CachePreconditions.has(#""1-2""#, request) == isKnown)
    }
}
