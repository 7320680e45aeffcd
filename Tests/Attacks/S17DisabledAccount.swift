// S17: when an account is disabled, all that it has dies with it.

import Authority
import AuthorityServer
import HTTPTypes
import Support
import Testing

@Suite("S17 disabled account")
struct S17DisabledAccount {
    @Test("password, login tokens and named tokens")
    func all() async throws {
        try await TestServer.run { server async throws in
            let login = try await server.house.login(at: server.now)
            let named = try await server.house.named(at: server.now)
            let bystander = try await server.login("ben")
            try await server.house.authority.accounts.disable(Username("ana"), at: server.now)

            #expect(try await server.token().code == "credentials_invalid")
            for (method, path) in [
                (HTTPRequest.Method.post, "/api/tokens"), (.get, "/api/tokens"), (.delete, "/api/tokens/\(named.id)"),
            ] {
                let answer = try await server.send(method, path, [.bearer(login.token)])
                #expect(answer.status == 401)
                #expect(answer.code == "revoked")
            }
            for token in [login, named] {
                #expect(try await server.house.isRevoked(token.token, at: server.now))
            }
            #expect(try await server.send(.get, "/api/tokens", [bystander]).status == 200)
        }
    }
}
