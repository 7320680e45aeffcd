// Clients that prove themselves by what they sign: which assertions pass, and what is told of the others.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Client assertions")
struct ClientAssertionTests {
    static let form = "application/x-www-form-urlencoded"

    @Test("a client proves itself by each algorithm, and gets what it asks for", arguments: ["ES256", "PS256", "Ed25519"])
    func passes(algorithm: String) async throws {
        try await TestServer.run { server async throws in
            let asserter = try TestAsserter(try #require(SignatureAlgorithm(name: algorithm)))
            let client = try await TestClient(server, asserter: asserter)
            let tokens = try await client.redeem(client.code())
            #expect(tokens.status == 200)
            #expect(try await client.refresh(try #require(tokens["refresh_token"])).status == 200)
            #expect(client.secret == nil)
        }
    }

    @Test("each rule of an assertion, and what is told when it is broken")
    func rules() async throws {
        try await TestServer.run { server async throws in
            let asserter = try TestAsserter()
            let client = try await TestClient(server, asserter: asserter) { $0.authenticationAlgorithm = "ES256" }
            let (id, now) = (client.id, server.now)
            let rows: [(String, String, String?)] = [
                ("as it should be", try asserter.assertion(id, at: now), nil),
                ("typ JWT", try asserter.assertion(id, at: now, type: "JWT"), nil),
                ("no typ", try asserter.assertion(id, at: now, type: nil), nil),
                ("typ of another", try asserter.assertion(id, at: now, type: "dpop+jwt"), "typ"),
                ("no aud", try asserter.assertion(id, at: now, ["aud": nil]), "aud"),
                ("no exp", try asserter.assertion(id, at: now, ["exp": nil]), "exp"),
                ("expired", try asserter.assertion(id, at: now, ["exp": "\(now)"]), "expired"),
                ("for a day", try asserter.assertion(id, at: now, ["exp": "\(now + 86_400)"]), "exp"),
                ("iat 10 s ahead", try asserter.assertion(id, at: now, ["iat": "\(now + 10)"]), nil),
                ("iat 11 s ahead", try asserter.assertion(id, at: now, ["iat": "\(now + 11)"]), "iat"),
                ("nbf ahead", try asserter.assertion(id, at: now, ["nbf": "\(now + 60)"]), "nbf"),
                ("no jti", try asserter.assertion(id, at: now, ["jti": nil]), "jti"),
                ("another's iss", try asserter.assertion(id, at: now, ["iss": "\"x\""]), "iss"),
                ("no client", try asserter.assertion("nobody", at: now), "unknown or disabled"),
                ("another's key", try TestAsserter().assertion(id, at: now), "unknown or disabled"),
                ("another algorithm", try TestAsserter(.ed25519).assertion(id, at: now), "unknown or disabled"),
                ("not signed", "e30.e30.", "not a signed token"),
            ]
            for (name, assertion, told) in rows {
                let answer = try await Self.ask(server, asserter.parameters(assertion))
                // Whoever is who it says it is learns that its code is none.
                #expect(answer["error"] == (told == nil ? "invalid_grant" : "invalid_client"), "\(name)")
                if let told { #expect(answer["error_description"]?.contains(told) ?? false, "\(name)") }
            }
        }
    }

    @Test("client_id may come along, and must be the same; two ways at once are one too many")
    func ways() async throws {
        try await TestServer.run { server async throws in
            let asserter = try TestAsserter()
            let client = try await TestClient(server, asserter: asserter)
            let rows: [([(name: String, value: String)], [HTTPField], String)] = [
                ([("client_id", client.id)], [], "invalid_grant"), ([("client_id", "other")], [], "invalid_request"),
                ([("client_secret", "s")], [], "invalid_request"), ([], [.basic(client.id, "s")], "invalid_request"),
                ([], [.bearer("t")], "invalid_request"),
            ]
            for (more, fields, error) in rows {
                let assertion = try asserter.assertion(client.id, at: server.now)
                let answer = try await Self.ask(server, asserter.parameters(assertion) + more, fields)
                #expect(answer["error"] == error, "\(more) \(fields)")
            }
            for half in asserter.parameters(try asserter.assertion(client.id, at: server.now)) {
                #expect(try await Self.ask(server, [half])["error"] == "invalid_request", "\(half.name)")
            }
        }
    }

    @Test("the token endpoint as audience passes for a client that is registered so, and for no other")
    func oldAudience() async throws {
        try await TestServer.run { server async throws in
            let asserter = try TestAsserter()
            for (isOld, error) in [(true, "invalid_grant"), (false, "invalid_client")] {
                let client = try await TestClient(server, asserter: asserter) { $0.mayAddressTokenEndpoint = isOld }
                let assertion = try asserter.assertion(
                    client.id, at: server.now, ["aud": "\"https://auth.example.com/oauth/token\""])
                #expect(try await Self.ask(server, asserter.parameters(assertion))["error"] == error)
            }
        }
    }

    @Test("introspection and revocation take assertions, the metadata says so, and a disabled client has none")
    func elsewhere() async throws {
        try await TestServer.run { server async throws in
            let asserter = try TestAsserter()
            let client = try await TestClient(server, asserter: asserter)
            func answer(_ path: String) async throws -> TestAnswer {
                let assertion = asserter.parameters(try asserter.assertion(client.id, at: server.now))
                return try await server.send(
                    .post, path, body: FormParameters.text(assertion + [("token", "x")]), type: Self.form)
            }
            #expect(try await answer("/oauth/introspect").status == 200)
            #expect(try await answer("/oauth/revoke").status == 200)
            _ = try await server.house.authority.clients.disable(client.id, at: server.now)
            #expect(try await answer("/oauth/revoke")["error"] == "invalid_client")
            let metadata = try await server.send(.get, "/.well-known/oauth-authorization-server")
            for endpoint in ["token", "introspection", "revocation"] {
                for (suffix, value) in [("methods", "private_key_jwt"), ("signing_alg_values", "PS256")] {
                    let values = metadata.json?["\(endpoint)_endpoint_auth_\(suffix)_supported"]?.elements ?? []
                    #expect(values.contains { $0.equals(value) }, "\(endpoint) \(suffix)")
                }
            }
        }
    }

    static func ask(
        _ server: TestServer, _ parameters: [(name: String, value: String)], _ fields: [HTTPField] = []
    ) async throws -> TestAnswer {
        let form = [(name: "grant_type", value: "authorization_code"), (name: "code", value: "no code")]
        return try await server.send(
            .post, "/oauth/token", fields, body: FormParameters.text(form + parameters), type: Self.form)
    }
}
