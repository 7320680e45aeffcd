// S11: setting a password anew, as an administrator does it: sessions die, and the old one opens nothing.

import Authority
import AuthorityServer
import HTTPTypes
import Support
import Testing

@Suite("S11 password reset")
struct S11PasswordReset {
    @Test("sessions of before are over, on the list and at the API")
    func reset() async throws {
        try await TestServer.run { server async throws in
            let login = try await server.house.login(at: server.now)
            try await server.house.authority.accounts.setPassword(
                of: Username("ana"), to: Password("set by an administrator"), at: server.now)
            let answer = try await server.send(.get, "/api/tokens", [.bearer(login.token)])
            #expect(answer.status == 401)
            #expect(answer.code == "revoked")
            #expect(try await server.house.isRevoked(login.token, at: server.now))
            #expect(try await server.token().code == "credentials_invalid")
            #expect(try await server.token("{}", as: .basic("ana", "set by an administrator")).status == 201)
        }
    }
}
