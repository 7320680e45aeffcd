// A39: whoever does not guard a token's API learns nothing of the token, not even whether it is one.

import Authority
import HTTPTypes
import JOSE
import Support
import Testing

@Suite("A39 introspection leak")
struct A39IntrospectionLeak {
    static let other = "https://other.example.com"

    @Test("a guard of another API, and of none, is told exactly what junk is told")
    func strangers() async throws {
        try await TestServer.run { server async throws in
            try await server.house.addAPI(Self.other)
            let tokens = [
                try await server.house.opaque().token, try await server.house.named().token,
                try await server.house.login(audience: TestAuthority.api).token, try await server.house.login().token,
            ]
            let guardian = try await server.house.guardian()
            for token in tokens.prefix(3) {
                let answer = try await server.form("/oauth/introspect", "token=\(token)", [guardian.basic])
                #expect(answer.json?["active"]?.bool == true)
            }
            // A login token is for the issuer itself, which no client guards.
            for caller in [
                try await server.house.guardian(guarding: [Self.other]), try await server.house.guardian(guarding: []),
            ] {
                let junk = try await server.form("/oauth/introspect", "token=junk", [caller.basic])
                #expect(junk.text == #"{"active":false}"#)
                for token in tokens {
                    let answer = try await server.form("/oauth/introspect", "token=\(token)", [caller.basic])
                    #expect(answer.status == 200 && answer.body == junk.body)
                    #expect(answer.headers == junk.headers)
                    let signed = try await server.form(
                        "/oauth/introspect", "token=\(token)",
                        [caller.basic, .field("Accept", "application/token-introspection+jwt")])
                    let claims = try UnverifiedToken(parsing: signed.text).unverifiedClaims()
                    #expect(claims["token_introspection"]?.text == #"{"active":false}"#)
                    #expect(claims.object.members?.map(\.name) == ["iss", "aud", "iat", "token_introspection"])
                }
            }
            let forIssuer = try await server.form("/oauth/introspect", "token=\(tokens[3])", [guardian.basic])
            #expect(forIssuer.text == #"{"active":false}"#)
        }
    }

    @Test("a guard that guards no more, and one that was shut out")
    func former() async throws {
        try await TestServer.run { server async throws in
            let client = try await server.house.guardian()
            let token = try await server.house.opaque().token
            _ = try await server.house.authority.clients.setGuard(client.id, of: TestAuthority.api, to: false)
            let answer = try await server.form("/oauth/introspect", "token=\(token)", [client.basic])
            #expect(answer.text == #"{"active":false}"#)
        }
    }

    @Test("nobody asks without a secret, nor with the token itself")
    func anonymous() async throws {
        try await TestServer.run { server async throws in
            let token = try await server.house.named().token
            for fields in [[], [HTTPField.bearer(token)], [HTTPField.ana]] {
                let answer = try await server.form("/oauth/introspect", "token=\(token)", fields)
                #expect(answer.status == 401 && answer["error"] == "invalid_client")
            }
        }
    }
}
