// A client that signs its requests and sends them ahead: request objects and pushed requests for tests.

import Authority
package import HTTPTypes
package import JOSE
package import OAuth

/// A client with a key of its own.
package struct SigningClient: Sendable {
    package let client: TestClient
    package let key: SigningKey
    private let server: TestServer

    package init(_ server: TestServer, _ change: (inout ClientMetadata) -> Void = { _ in }) async throws {
        let key = try SigningKey.generate(.es256)
        let keys = try JSONDocument.object(parsing: JWKSet(keys: [key.verificationKey]).json)
        client = try await TestClient(server) {
            $0.keys = keys
            change(&$0)
        }
        (self.key, self.server) = (key, server)
    }

    /// A request object with the parameters of a good request, of which a test changes some; a value of `nil` leaves out.
    package func object(
        _ changes: [String: JSONValue?] = [:],
        type: String = "oauth-authz-req+jwt",
        key other: SigningKey? = nil
    ) throws -> String {
        var members: [(name: String, value: JSONValue)] = []
        for (name, value) in client.parameters() { members.append((name, try Self.value("\"\(value)\""))) }
        for (name, text) in [
            ("iss", "\"\(client.id)\""), ("aud", "\"\(server.house.issuer.value)\""),
            ("exp", "\(server.now + 60)"), ("iat", "\(server.now)"), ("nbf", "\(server.now)"),
        ] {
            members.append((name, try Self.value(text)))
        }
        for (name, value) in changes {
            members.removeAll { $0.name == name }
            if let value { members.append((name, value)) }
        }
        let payload = JSONWriter.object { json in for (name, value) in members { json.member(name, value) } }
        return try CompactJWS.sign(payload, type: TokenType(type), with: other ?? key)
    }

    /// A JSON value of its text.
    package static func value(_ text: String) throws -> JSONValue {
        let object = try JSONDocument.object(parsing: Array("{\"v\":\(text)}".utf8))
        guard let value = object["v"] else { throw NoValue() }
        return value
    }

    private struct NoValue: Error {}
}

extension TestClient {
    /// Sends a request ahead.
    package func push(
        _ parameters: [(name: String, value: String)],
        _ fields: [HTTPField] = []
    ) async throws -> TestAnswer {
        try await ask(parameters, fields, at: "/oauth/par")
    }

    /// The query with which the browser comes for a request that was pushed.
    package func pushed(_ changes: [String: String?] = [:]) async throws -> [(name: String, value: String)] {
        let answer = try await push(parameters(changes))
        return [("client_id", id), ("request_uri", answer["request_uri"] ?? "none: \(answer.text)")]
    }
}
