// A29: a client that proves itself in a weaker way, or in two ways at once.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("A29 client authentication downgrade")
struct A29ClientAuthDowngrade {
    @Test("neither a half nor another's nor an assertion that nobody checks is enough, and two ways are one too many")
    func downgrades() async throws {
        try await TestServer.run { server async throws in
            let (client, secret) = try await server.house.programWithSecret()
            let (other, others) = try await server.house.programWithSecret("other")
            let assertion =
                "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=e30.e30."
            for (fields, more, error) in [
                ([], "client_id=\(client.id)", "invalid_client"),
                ([], "client_id=\(client.id)&client_secret=", "invalid_client"),
                ([], "client_id=\(client.id)&\(assertion)", "invalid_client"),
                ([], "client_id=\(client.id)&client_secret=\(others)", "invalid_client"),
                ([.basic(client.id, "")], "", "invalid_client"),
                ([.bearer(try await server.house.login().token)], "client_id=\(client.id)", "invalid_client"),
                ([.basic(other.id, others)], "client_id=\(client.id)", "invalid_request"),
                ([.basic(other.id, others)], "client_id=\(client.id)&client_secret=\(secret)", "invalid_request"),
                ([.basic(client.id, secret), .basic(other.id, others)], "", "invalid_request"),
            ] as [([HTTPField], String, String)] {
                let answer = try await server.send(
                    .post, "/oauth/token", fields, body: "grant_type=client_credentials&\(more)",
                    type: "application/x-www-form-urlencoded")
                #expect(answer["error"] == error, "\(more)")
                #expect(answer["access_token"] == nil)
            }
            #expect(try await server.house.count("index_blocks") == 0)
        }
    }

    @Test("a client that is registered for assertions is not taken for a secret, for its name, or for what nobody signed")
    func lessThanAsserted() async throws {
        try await TestServer.run { server async throws in
            let asserter = try TestAsserter()
            let client = try await TestClient(server, asserter: asserter)
            // A secret of former times.
            let secret = try await server.house.authority.clients.addSecret(to: client.id, at: server.now)
            let good = try asserter.assertion(client.id, at: server.now)
            let payload = String(decoding: try Base64URL.decode(String(good.split(separator: ".")[1])), as: UTF8.self)
            let none = ForgedToken.unsigned(header: #"{"alg":"none"}"#, payload: payload)
            let shared = ForgedToken.unsigned(header: #"{"alg":"HS256"}"#, payload: payload, signature: [1, 2, 3])
            let (_, programs) = try await server.house.programWithSecret()
            for (fields, form, error) in [
                ([.basic(client.id, secret)], [], "invalid_client"),
                ([], [("client_id", client.id), ("client_secret", secret)], "invalid_client"),
                ([], [("client_id", client.id)], "invalid_client"),
                ([], asserter.parameters(none), "invalid_client"),
                ([], asserter.parameters(shared), "invalid_client"),
                ([.basic(client.id, programs)], asserter.parameters(good), "invalid_request"),
            ] as [([HTTPField], [(name: String, value: String)], String)] {
                let answer = try await server.send(
                    .post, "/oauth/revoke", fields, body: FormParameters.text(form + [("token", "x")]),
                    type: "application/x-www-form-urlencoded")
                #expect(answer["error"] == error, "\(form.map(\.name))")
            }
        }
    }
}
