// The published vectors of the Token Status List draft: six encodings and a signed list. Read where they are, never
// committed; TESSERA_VECTORS may name their folder.

import Foundation
import JOSE
import OAuth
import Testing

/// Where the published vectors of status lists lie.
private enum VectorFile {
    static let place: URL = {
        let folder =
            if let named = ProcessInfo.processInfo.environment["TESSERA_VECTORS"] {
                URL(fileURLWithPath: named)
            } else {
                // This file is three levels below the root of the clone.
                URL(fileURLWithPath: #filePath)
                    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
                    .appending(path: "../shared/vectors").standardized
            }
        return folder.appending(path: "token-status-list/vectors.json")
    }()

    static let isHere = FileManager.default.fileExists(atPath: place.path)
}

@Suite("Status list vectors", .enabled(if: VectorFile.isHere, "\(VectorFile.place.path) is not there"))
struct StatusListVectorTests {
    static func vectors() throws -> JSONValue {
        let limits = JSONLimits(length: 4_194_304, depth: 16)
        return try JSONDocument.object(parsing: Array(try Data(contentsOf: VectorFile.place)), limits: limits)
    }

    @Test("each encoding says what the draft says of it, at every place")
    func encodings() throws {
        let encodings = try #require(try Self.vectors()["encoding"]?.elements)
        #expect(encodings.count == 6)
        for vector in encodings {
            let name = try #require(vector["name"]?.string)
            let bits = try #require(vector["bits"]?.integer)
            let size = try #require(vector["size"]?.integer)
            let text = try #require(vector["lst"]?.string)
            let list = try #require(StatusBits(bits: bits, list: text), "\(name)")
            let (statuses, named) = (vector["statuses"]?.elements, vector["nonzero"]?.members)
            var different: [Int] = []
            if let statuses {
                #expect(statuses.count == size)
                different = statuses.indices.filter { list.status(at: $0).map(Int.init) != statuses[$0].integer }
            } else {
                let expected = Dictionary(
                    uniqueKeysWithValues: try #require(named, "\(name)").map { (Int($0.0), $0.1.integer) })
                different = (0..<size).filter { list.status(at: $0).map(Int.init) != expected[$0, default: 0] }
            }
            #expect(different.isEmpty, "\(name) at \(different.prefix(10))")
            #expect(list.status(at: size) == nil, "\(name)")
            // Another deflater need not write the same bytes; what it writes has to be read as the same statuses.
            let again = try #require(list.list)
            #expect(StatusBits(bits: bits, list: again) == list, "\(name)")
        }
    }

    @Test("the draft's signed list is read with its key, and refused at another URI and after its end")
    func document() throws {
        let vector = try #require(try Self.vectors()["statuslist_jwt"])
        let text = try #require(vector["compact"]?.string)
        let key = try #require(vector["verification_jwk"])
        let keys = try JWKSet(parsing: Array(#"{"keys":[\#(key.text)]}"#.utf8), algorithms: [.es256])
        func read(_ uri: String, at now: Int) throws -> StatusListToken {
            try StatusListToken(verifying: text, uri: uri, keys: keys, leeway: 0, at: now)
        }
        let uri = "https://example.com/statuslists/1"
        let list = try read(uri, at: 1_686_920_170)
        #expect(list.bits.bytes == [0xB9, 0xA3])
        #expect(list.timeToLive == 43_200)
        #expect(list.expiresAt == 2_291_720_170)
        #expect(list.version == nil)
        #expect(throws: StatusListFault.claim("sub")) { try read(uri + "0", at: 1_686_920_170) }
        #expect(throws: StatusListFault.claim("iat")) { try read(uri, at: 1_686_920_169) }
        #expect(throws: StatusListFault.expired) { try read(uri, at: 2_291_720_170) }
    }
}
