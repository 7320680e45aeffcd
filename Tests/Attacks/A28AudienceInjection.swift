// A28: an assertion that a client was made to sign for another server, or for more than one.

import HTTPTypes
import OAuth
import Support
import Testing

@Suite("A28 audience injection")
struct A28AudienceInjection {
    @Test(
        "nothing but the issuer as one string is an audience",
        arguments: [
            #""https://auth.example.com/oauth/token""#, #""https://auth.example.com/oauth/par""#,
            #"["https://auth.example.com"]"#, #"["https://auth.example.com","https://evil.example"]"#,
            #""https://auth.example.com/""#, #""https://AUTH.example.com""#, #""https://evil.example""#, "null", "1", #""""#,
        ])
    func audience(aud: String) async throws {
        try await TestServer.run { server async throws in
            let asserter = try TestAsserter()
            let client = try await TestClient(server, asserter: asserter)
            for (audience, status) in [(aud, 401), (#""https://auth.example.com""#, 200)] {
                let assertion = try asserter.assertion(client.id, at: server.now, ["aud": audience])
                let answer = try await server.send(
                    .post, "/oauth/revoke", body: FormParameters.text(asserter.parameters(assertion) + [("token", "x")]),
                    type: "application/x-www-form-urlencoded")
                #expect(answer.status == status)
            }
        }
    }
}
