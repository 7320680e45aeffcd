// A10: a code in the hands of another client, of one that names none, or of another key.

import HTTPTypes
import OAuth
import Support
import Testing

@Suite("A10 code binding")
struct A10CodeBinding {
    @Test("a code is good for its client and the key that it was asked with, and stays good for these")
    func binding() async throws {
        try await TestServer.run { server async throws in
            let (sender, thief) = (try TestSender(), try TestSender())
            let client = try await TestClient(server) { $0.authentication = "none" }
            let rivals = [
                try await TestClient(server), try await TestClient(server) { $0.authentication = "none" },
                try await TestClient(server, asserter: TestAsserter()),
            ]
            let code = try await client.code(["dpop_jkt": sender.bond.keyThumbprint])
            func proof(_ sender: TestSender) throws -> [HTTPField] {
                let url = "https://auth.example.com/oauth/token"
                return [.field("DPoP", try sender.proof("POST", url, token: nil, at: server.now))]
            }
            for rival in rivals {
                #expect(try await rival.redeem(code, [:], proof(sender))["error"] == "invalid_grant")
            }
            let unnamed = try await server.send(
                .post, "/oauth/token", proof(sender), body: "grant_type=authorization_code&code=\(code)",
                type: "application/x-www-form-urlencoded")
            #expect(unnamed["error"] == "invalid_client")
            #expect(try await client.redeem(code, [:], proof(thief))["error"] == "invalid_grant")
            #expect(try await client.redeem(code)["error"] == "invalid_dpop_proof")
            #expect(try await client.redeem(code, [:], proof(sender)).status == 200)
        }
    }

    @Test("the name that a code carries, which its tokens show as well, is good for nothing without its secret")
    func secret() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server) { $0.authentication = "none" }
            let code = try await client.code()
            let secret = String(code.suffix(43))
            let head = String(code.dropLast(43))
            let other = try await client.code()
            let prefix = "tessera_ac_"
            let secrets: [String] = [
                String(repeating: "A", count: 43), String(other.suffix(43)), String(secret.dropLast()), secret + "A", "",
            ]
            let names: [String] = [
                String(other.dropLast(43)), "", prefix, prefix + String(repeating: "\0", count: 16),
                prefix + String(repeating: "é", count: 8),
            ]
            let wrong: [String] = secrets.map { head + $0 } + names.map { $0 + secret }
            for text in wrong { #expect(try await client.redeem(text)["error"] == "invalid_grant") }
            let tokens = try await client.redeem(code)
            #expect(tokens.status == 200)
            // Nor does it end what the code has become.
            for text in wrong { #expect(try await client.redeem(text)["error"] == "invalid_grant") }
            let refresh = try #require(tokens["refresh_token"])
            #expect(try await client.refresh(refresh).status == 200)
        }
    }
}
