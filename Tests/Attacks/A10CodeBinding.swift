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
}
