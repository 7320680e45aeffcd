// A12: a code that was stolen from one person's answer is put into the attacker's own sign-in at the same client.

import JOSE
import OAuth
import Support
import Testing

@Suite("A12 code injection")
struct A12CodeInjection {
    private static func nonce(_ answer: TestAnswer) throws -> String? {
        try UnverifiedToken(parsing: #require(answer["id_token"])).unverifiedClaims()["nonce"]?.string
    }

    @Test("the client's verifier is that of the attacker's sign-in, which the code does not take")
    func verifier() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let stolen = try await client.code(["nonce": "of-the-victim"])
            let own = "the-verifier-of-the-attacker-has-forty-three-characters-too"
            _ = try await client.code(["code_challenge": CodeChallenge.of(own), "nonce": "of-the-attacker"])
            #expect(try await client.redeem(stolen, ["code_verifier": own])["error"] == "invalid_grant")
            // The victim's own client still can.
            #expect(try await Self.nonce(client.redeem(stolen)) == "of-the-victim")
        }
    }

    @Test("where older software sends no challenge, its nonce tells: it is that of the request, whatever else is sent")
    func nonce() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server) { $0.pkce = "optional" }
            let without: [String: String?] = ["code_challenge": nil, "code_challenge_method": nil]
            let stolen = try await client.code(without.merging(["nonce": "of-the-victim"]) { $1 })
            let tokens = try await client.redeem(stolen, ["code_verifier": nil, "nonce": "of-the-attacker"])
            #expect(try Self.nonce(tokens) == "of-the-victim")
            // No request stands behind a refreshed one.
            #expect(try await Self.nonce(client.refresh(try #require(tokens["refresh_token"]))) == nil)
            // Without either nothing would tell them apart.
            #expect(try await TestBrowser(server).authorize(client.parameters(without))["error"] == "invalid_request")
        }
    }

    @Test("a nonce comes back byte for byte", arguments: ["n", "a b&c=d", "ä€😀", "\"\\\u{7}", String(repeating: "n", count: 1_024)])
    func echo(nonce: String) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let found = try await Self.nonce(client.redeem(client.code(["nonce": nonce])))
            #expect(found.map { Array($0.utf8) } == Array(nonce.utf8))
        }
    }
}
