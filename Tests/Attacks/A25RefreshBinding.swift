// A25: a stolen refresh token, without the client that it belongs to or the key that it is bound to.

import HTTPTypes
import OAuth
import Support
import Testing

@Suite("A25 refresh binding")
struct A25RefreshBinding {
    @Test("another client, no proof, another key, and a proof that was used: nothing is given, and the family lives on")
    func binding() async throws {
        try await TestServer.run { server async throws in
            let (sender, thief) = (try TestSender(), try TestSender())
            let client = try await TestClient(server) { $0.authentication = "none" }
            let rival = try await TestClient(server) { $0.authentication = "none" }
            func proof(_ sender: TestSender) throws -> [HTTPField] {
                let url = "https://auth.example.com/oauth/token"
                return [.field("DPoP", try sender.proof("POST", url, token: nil, at: server.now))]
            }
            let first = try proof(sender)
            let token = try #require(try await client.redeem(client.code(), [:], first)["refresh_token"])
            #expect(try await rival.refresh(token, [], proof(sender))["error"] == "invalid_grant")
            #expect(try await client.refresh(token)["error"] == "invalid_dpop_proof")
            #expect(try await client.refresh(token, [], proof(thief))["error"] == "invalid_grant")
            #expect(try await client.refresh(token, [], first)["error"] == "invalid_dpop_proof")
            #expect(try await client.refresh(token, [], proof(sender)).status == 200)
        }
    }
}
