// A36: backchannel authentication (CIBA) does not exist here: its grant is refused, and nothing offers it.

import HTTPTypes
import OAuth
import Support
import Testing

@Suite("A36 backchannel authentication")
struct A36BackchannelAuthentication {
    @Test("the grant is unknown, no client can be registered for it, and there is no endpoint of it")
    func absent() async throws {
        try await TestServer.run { server async throws in
            let grant = "urn:openid:params:grant-type:ciba"
            await #expect(throws: (any Error).self) {
                _ = try await TestClient(server) { $0.grantTypes = [grant] }
            }
            let client = try await TestClient(server)
            let answer = try await client.ask([("grant_type", grant), ("auth_req_id", "1c266114-a1be-4252-8ad1-04986c5b9ac1")])
            #expect(answer.status == 400 && answer["error"] == "unsupported_grant_type")
            for path in ["/oauth/backchannel-authentication", "/oauth/bc-authorize", "/oauth/ciba"] {
                let asked = try await client.ask([("scope", "openid"), ("login_hint", "ana")], at: path)
                #expect(asked.status == 404)
            }
            for path in ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"] {
                let metadata = try await server.send(.get, path)
                #expect(metadata.status == 200 && !metadata.text.contains("backchannel_authentication"))
                #expect(!metadata.text.contains(grant))
            }
        }
    }
}
