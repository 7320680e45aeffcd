// A38: assertions as grants (RFC 7523 §2.1, RFC 7522) do not exist here: whatever an assertion says, nothing is given for it.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("A38 JWT bearer grant")
struct A38AssertionGrant {
    @Test(
        "the grant is unknown, however good the assertion",
        arguments: [
            "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:saml2-bearer",
            "urn:ietf:params:oauth:grant-type:token-exchange ", "assertion",
        ]
    )
    func absent(grant: String) async throws {
        try await TestServer.run { server async throws in
            await #expect(throws: (any Error).self) {
                _ = try await TestClient(server) { $0.grantTypes = [grant] }
            }
            let asserter = try TestAsserter()
            let client = try await TestClient(server, asserter: asserter)
            let login = try await server.house.login(audience: TestAuthority.api).token
            for assertion in [try asserter.assertion(client.id, at: server.now), login, "e30.e30.", ""] {
                let answer = try await client.ask([("grant_type", grant), ("assertion", assertion)])
                #expect(answer.status == 400 && answer["error"] == "unsupported_grant_type")
            }
            let metadata = try await server.send(.get, "/.well-known/oauth-authorization-server")
            #expect(!metadata.text.contains("jwt-bearer\""))
        }
    }
}
