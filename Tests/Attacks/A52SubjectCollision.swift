// A52: a client whose tokens could be taken for those of a person.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Records
import Support
import Testing

@Suite("A52 collision of clients and accounts")
struct A52SubjectCollision {
    @Test("a client chooses its name and never its id, which no account can have")
    func subjects() async throws {
        try await TestServer.run { server async throws in
            for name in ["usr_ana", "ana", server.house.ana.id] {
                let client = try await server.house.program(name)
                #expect(client.id.hasPrefix("cli_"))
                let issued = try await server.house.authority.tokens.issue(
                    ClientTokenRequest(), to: client, at: TestAuthority.now)
                let token = try server.house.verified(issued.accessToken)
                #expect(token.subject == client.id && token.clientID == client.id)
            }
            let account = try await server.house.authority.accounts.create(
                Username("cli_robot"), password: Password("a password for one"), at: TestAuthority.now)
            #expect(account.id.hasPrefix("usr_"))
        }
    }

    @Test("no token of a client opens the issuer's own API, whatever it asks for")
    func ownAPI() async throws {
        try await TestServer.run { server async throws in
            let (client, secret) = try await server.house.programWithSecret()
            for audience in ["https://auth.example.com", "https://auth.example.com/", "https://AUTH.example.com"] {
                let answer = try await server.send(
                    .post, "/oauth/token", [.basic(client.id, secret)],
                    body: "grant_type=client_credentials&resource=\(audience)", type: "application/x-www-form-urlencoded")
                #expect(answer["error"] == "invalid_target")
            }
            let issued = try await server.house.authority.tokens.issue(
                ClientTokenRequest(), to: client, at: TestAuthority.now)
            for (method, path) in [(.get, "/api/tokens"), (.post, "/api/tokens"), (.post, "/api/revocations")]
                as [(HTTPRequest.Method, String)]
            {
                let answer = try await server.send(method, path, [.bearer(issued.accessToken)])
                #expect(answer.status == 401)
                #expect(answer.code == "audience_mismatch")
            }
            // Nor does its secret, which is no password.
            #expect(try await server.token(as: .basic(client.id, secret)).code == "credentials_invalid")
        }
    }
}
