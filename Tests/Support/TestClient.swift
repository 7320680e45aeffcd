// A client of a test server, registered as a test wants it, that asks for codes and redeems them.

import Authority
package import HTTPTypes
import JOSE
package import OAuth
import Records

/// A registered client and what it keeps.
package struct TestClient: Sendable {
    package static let origin = "https://client.example"
    package static let callback = "https://client.example/callback"
    package static let verifier = "the-verifier-of-a-test-has-forty-three-characters-or-more"

    package let id: String
    package let secret: String?
    private let server: TestServer
    /// What signs its assertions, where it proves itself by these.
    package let asserter: TestAsserter?

    /// Registers a client: confidential, for codes and refresh tokens, but for what the body changes.
    package init(
        _ server: TestServer,
        id: String? = nil,
        asserter: TestAsserter? = nil,
        _ change: (inout ClientMetadata) -> Void = { _ in }
    ) async throws {
        var metadata = ClientMetadata()
        metadata.name = "Notes"
        metadata.redirectURIs = [TestClient.callback]
        metadata.grantTypes = ["authorization_code", "refresh_token"]
        // Making a key of RSA takes a tenth of a second.
        metadata.idTokenAlgorithm = "ES256"
        if let asserter {
            metadata.authentication = "private_key_jwt"
            metadata.keys = try JSONDocument.object(parsing: asserter.keys)
        }
        change(&metadata)
        let new = try await server.house.authority.clients.register(
            ClientRegistration(id: id, metadata: metadata), at: server.now)
        self.asserter = asserter
        (self.id, secret, self.server) = (new.client.id, new.secret, server)
    }

    /// The parameters of a request, of which a test changes some and leaves others out.
    package func parameters(
        scope: String? = "openid notes:read",
        _ changes: [String: String?] = [:]
    ) -> [(name: String, value: String)] {
        var parameters: [(name: String, value: String)] = [
            ("response_type", "code"), ("client_id", id), ("redirect_uri", TestClient.callback), ("state", "s t/ä"),
            ("code_challenge", CodeChallenge.of(TestClient.verifier)), ("code_challenge_method", "S256"),
        ]
        if let scope { parameters.append(("scope", scope)) }
        for (name, value) in changes.sorted(by: { $0.key < $1.key }) {
            parameters.removeAll { $0.name == name }
            if let value { parameters.append((name, value)) }
        }
        return parameters
    }

    /// A code that ana allowed.
    package func code(
        scope: String? = "openid notes:read",
        _ changes: [String: String?] = [:],
        in browser: TestBrowser? = nil
    ) async throws -> String {
        let answer = try await (browser ?? TestBrowser(server)).authorize(parameters(scope: scope, changes))
        guard let code = answer["code"] else { throw NoCode(answer: answer) }
        return code
    }

    package struct NoCode: Error { package let answer: [String: String] }

    /// Asks the token endpoint, or another that takes a form of a client.
    package func ask(
        _ form: [(name: String, value: String)],
        _ fields: [HTTPField] = [],
        at path: String = "/oauth/token"
    ) async throws -> TestAnswer {
        let proof = secret.map { [HTTPField.basic(id, $0)] } ?? []
        let isNamed = secret != nil || form.contains { $0.name == "client_id" }
        let named =
            if let asserter {
                asserter.parameters(try asserter.assertion(id, at: server.now))
            } else {
                isNamed ? [] : [(name: "client_id", value: id)]
            }
        return try await server.send(
            .post, path, proof + fields, body: FormParameters.text(form + named),
            type: "application/x-www-form-urlencoded")
    }

    /// Redeems a code.
    package func redeem(_ code: String, _ changes: [String: String?] = [:], _ fields: [HTTPField] = []) async throws
        -> TestAnswer
    {
        var form = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": TestClient.callback,
            "code_verifier": TestClient.verifier,
        ]
        for (name, value) in changes { form[name] = value }
        return try await ask(form.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, fields)
    }

    package func refresh(_ token: String, _ more: [(name: String, value: String)] = [], _ fields: [HTTPField] = [])
        async throws -> TestAnswer
    {
        try await ask([("grant_type", "refresh_token"), ("refresh_token", token)] + more, fields)
    }
}
