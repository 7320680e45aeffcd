// J53: key sets that redirect to where only this machine may go, that never end, or that take for ever (CVE-2026-1180).

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JOSE
import NIOCore
import Support
import Testing
import TokenVerifier

@Suite("J53 key set redirects and sizes")
struct J53KeySetAbuse {
    /// A server on a loopback port that misbehaves on purpose.
    static func server() -> some ApplicationProtocol {
        let router = Router()
        router.get("redirect") { _, _ in
            Response(status: .found, headers: [.location: "http://169.254.169.254/latest/meta-data"])
        }
        router.get("redirect-here") { _, _ in
            Response(status: .movedPermanently, headers: [.location: "/keys"])
        }
        router.get("keys") { _, _ in "keys" }
        router.get("endless") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    for _ in 0..<1_600 { try await writer.write(ByteBuffer(repeating: 0x20, count: 65_536)) }
                    try await writer.finish(nil)
                }
            )
        }
        router.get("slow") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    for _ in 0..<25 {
                        try await writer.write(ByteBuffer(string: " "))
                        try await Task.sleep(for: .milliseconds(100))
                    }
                    try await writer.finish(nil)
                }
            )
        }
        router.get("silent") { _, _ in
            try await Task.sleep(for: .seconds(3))
            return "late"
        }
        return Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
    }

    @Test("a redirect is an answer, not a way to go on")
    func redirects() async throws {
        try await Self.server().test(.live) { client in
            let origin = "http://127.0.0.1:\(try #require(client.port))"
            let away = try await HTTPFetch(timeout: 60).get("\(origin)/redirect", accept: "application/json")
            #expect(away.status == 302)
            let here = try await HTTPFetch(timeout: 60).get("\(origin)/redirect-here", accept: "application/json")
            #expect(here.status == 301)
            let keys = try await HTTPFetch(timeout: 60).get("\(origin)/keys", accept: "application/json")
            #expect(keys.body == Array("keys".utf8))
        }
    }

    @Test("100 MB of key set are read up to 2 MiB")
    func endless() async throws {
        try await Self.server().test(.live) { client in
            let url = "http://127.0.0.1:\(try #require(client.port))/endless"
            await #expect(throws: FetchFault.tooLarge(url: url, limit: 2_097_152)) {
                try await HTTPFetch(timeout: 60).get(url, accept: "application/json")
            }
        }
    }

    @Test("a body that drips, and a server that says nothing, are given up", arguments: ["slow", "silent"])
    func slow(path: String) async throws {
        try await Self.server().test(.live) { client in
            let url = "http://127.0.0.1:\(try #require(client.port))/\(path)"
            await #expect(throws: FetchFault.timedOut(url: url, seconds: 1)) {
                try await HTTPFetch(timeout: 1).get(url, accept: "application/json")
            }
        }
    }

    @Test("nobody listening")
    func closedPort() async throws {
        await #expect(throws: FetchFault.self) {
            try await HTTPFetch().get("http://127.0.0.1:9/keys", accept: "application/json")
        }
    }

    @Test("keys that redirect are keys that can't be had")
    func verifier() async throws {
        let issuer = try TestIssuer()
        issuer.answer(TestIssuer.keysPath, with: .success(FetchedDocument(status: 302, body: [])))
        let verifier = try issuer.verifier()
        let token = try issuer.token()
        await #expect(throws: TokenRejection.self) { try await verifier.verify(token, at: TestIssuer.start) }
        #expect(issuer.count() == 2)
    }
}
