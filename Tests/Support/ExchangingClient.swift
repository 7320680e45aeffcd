// A client of a test that exchanges tokens (RFC 8693), and what it sends.

import Authority
package import HTTPTypes
import JOSE
package import OAuth

extension TestClient {
    package static let exchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange"
    package static let accessTokenType = "urn:ietf:params:oauth:token-type:access_token"

    /// Registers a client that may exchange tokens and guards these APIs.
    package static func exchanger(
        _ server: TestServer,
        guarding apis: [String] = [TestAuthority.api],
        _ change: (inout ClientMetadata) -> Void = { _ in }
    ) async throws -> TestClient {
        let client = try await TestClient(server) {
            $0.name = "Gateway"
            $0.redirectURIs = []
            $0.grantTypes = [exchangeGrant]
            change(&$0)
        }
        for api in apis {
            _ = try await server.house.authority.clients.setGuard(client.id, of: api, to: true)
        }
        return client
    }

    /// Asks for a token in exchange for one.
    ///
    /// - Parameter changes: parameters beside the usual ones; `nil` leaves one out.
    package func exchange(
        _ token: String,
        _ changes: [String: String?] = [:],
        _ fields: [HTTPField] = []
    ) async throws -> TestAnswer {
        var form: [String: String] = [
            "grant_type": TestClient.exchangeGrant, "subject_token": token,
            "subject_token_type": TestClient.accessTokenType,
        ]
        for (name, value) in changes { form[name] = value }
        return try await ask(form.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, fields)
    }
}

extension TestServer {
    /// Whether an access token is active, as a client that guards its API hears it.
    package func isActive(_ token: String, for client: TestClient) async throws -> Bool {
        try await client.ask([("token", token)], at: "/oauth/introspect").json?["active"]?.bool ?? false
    }
}
