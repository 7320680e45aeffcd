// A program that guards an API, and its credentials, as tests of introspection want it.

package import Authority
package import HTTPTypes
import Records

/// A client with its secret.
package struct GuardingClient: Sendable {
    package let id: String
    package let secret: String

    /// Its credentials as a header.
    package var basic: HTTPField { .basic(id, secret) }
}

extension TestAuthority {
    /// Makes a client that guards these APIs and holds these scopes of the example API.
    package func guardian(
        guarding apis: [String] = [TestAuthority.api],
        holding scopes: [String] = [],
        at now: Int = TestAuthority.now
    ) async throws -> GuardingClient {
        let (client, secret) = try await authority.clients.create(name: "guard", at: now)
        for api in apis { _ = try await authority.clients.setGuard(client.id, of: api, to: true) }
        if !scopes.isEmpty {
            _ = try await authority.clients.grant(scopes, of: TestAuthority.api, to: client.id)
        }
        return GuardingClient(id: client.id, secret: secret)
    }

    /// The client as one that just proved itself.
    package func caller(_ client: GuardingClient, at now: Int = TestAuthority.now) async throws -> ClientCaller {
        try await authority.clients.authenticate(id: client.id, secret: client.secret, at: now)
    }

    /// An opaque named token.
    package func opaque(
        _ username: String = "ana",
        scopes: [String]? = nil,
        expiresIn: Int? = nil,
        at now: Int = TestAuthority.now
    ) async throws -> IssuedToken {
        let caller = try await authority.accounts.vouch(for: Username(username))
        let request = TokenRequest(scopes: scopes, name: "laptop", expiresIn: expiresIn, form: .opaque)
        return try await authority.tokens.issue(request, to: caller, at: now)
    }

    /// Another API, of which nobody holds a scope.
    package func addAPI(_ identifier: String) async throws {
        _ = try await authority.apis.create(
            identifier: identifier, name: "Other", scopes: [APIScope(scope: "x", sentence: "X")],
            at: TestAuthority.now)
    }
}

extension TestServer {
    /// Posts a form.
    package func form(_ path: String, _ body: String, _ fields: [HTTPField] = []) async throws -> TestAnswer {
        try await send(.post, path, fields, body: body, type: "application/x-www-form-urlencoded")
    }
}
