// A07: a code challenge that is missing, plain, stripped or not answered.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("A07 PKCE downgrade")
struct A07ChallengeDowngrade {
    @Test(
        "at the authorization endpoint",
        arguments: [
            ["code_challenge": nil], ["code_challenge": nil, "code_challenge_method": nil],
            ["code_challenge": nil, "code_challenge_method": nil, "nonce": "n"],
            ["code_challenge_method": nil],
            ["code_challenge_method": "plain"], ["code_challenge_method": "s256"], ["code_challenge": "short"],
            ["code_challenge": ""],
            ["code_challenge": String(repeating: "A", count: 44)],
            ["code_challenge": String(repeating: "+", count: 43)],
        ] as [[String: String?]])
    func challenges(changes: [String: String?]) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let answer = try await TestBrowser(server).authorize(client.parameters(changes))
            #expect(answer["error"] == "invalid_request" && answer["code"] == nil && answer["iss"] != nil)
        }
    }

    @Test(
        "at the token endpoint",
        arguments: [
            nil, "", "the-verifier-of-another-test-has-forty-three-characters", String(repeating: "a", count: 42),
            String(repeating: "a", count: 129), CodeChallenge.of(TestClient.verifier), TestClient.verifier + "\u{E9}",
        ])
    func verifiers(verifier: String?) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let code = try await client.code()
            #expect(try await client.redeem(code, ["code_verifier": verifier])["error"] == "invalid_grant")
            // Whoever can't answer has not used it up.
            #expect(try await client.redeem(code).status == 200)
        }
    }

    @Test("a verifier for a request that had no challenge is the mark of one that was stripped")
    func stripped() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server) { $0.pkce = "optional" }
            let without: [String: String?] = ["code_challenge": nil, "code_challenge_method": nil]
            #expect(try await TestBrowser(server).authorize(client.parameters(without))["error"] == "invalid_request")
            let code = try await client.code(without.merging(["nonce": "n"]) { $1 })
            #expect(try await client.redeem(code)["error"] == "invalid_grant")
            #expect(try await client.redeem(code, ["code_verifier": nil]).status == 200)
        }
    }
}
