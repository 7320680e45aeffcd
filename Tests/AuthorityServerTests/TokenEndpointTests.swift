// The token endpoint: what standard clients send, what they get, and every way to be refused.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Token endpoint")
struct TokenEndpointTests {
    static let form = "application/x-www-form-urlencoded"

    /// Runs `body` on a server with a client that holds `notes:read`.
    private func withClient(
        issuer: String = "https://auth.example.com",
        _ body: @escaping @Sendable (TestServer, _ id: String, _ secret: String) async throws -> Void
    ) async throws {
        try await TestServer.run(issuer: issuer) { server async throws in
            let (client, secret) = try await server.house.programWithSecret(scopes: ["notes:read"])
            try await body(server, client.id, secret)
        }
    }

    @Test("a token for the secret, in the header or in the form")
    func issue() async throws {
        try await withClient { server, id, secret in
            for (fields, more) in [
                ([HTTPField.basic(id, secret)], ""), ([.basic(id, secret)], "&client_id=\(id)"),
                ([], "&client_id=\(id)&client_secret=\(secret)"),
            ] {
                let answer = try await server.send(
                    .post, "/oauth/token", fields, body: "grant_type=client_credentials\(more)", type: Self.form)
                #expect(answer.status == 200)
                #expect(answer.header("Content-Type") == "application/json")
                #expect(answer.header("Cache-Control") == "no-store")
                #expect(answer["token_type"] == "Bearer")
                #expect(answer.json?["expires_in"]?.integer == 600)
                #expect(answer["scope"] == "notes:read")
                #expect(answer.json?["refresh_token"] == nil)
                let token = try server.house.verified(try #require(answer["access_token"]))
                #expect(token.subject == id)
            }
        }
    }

    @Test(
        "what is asked for, by the standard's name and by the usual one",
        arguments: [
            ("resource=https://api.example.com&scope=notes:read", 200, nil),
            ("audience=https%3A%2F%2Fapi.example.com&scope=notes%3Aread", 200, nil),
            ("resource=https://api.example.com&audience=https://api.example.com", 200, nil),
            ("scope=", 200, nil), ("unknown=1&scope=notes:read", 200, nil), ("scope=+notes:read++", 200, nil),
            ("resource=https://api.example.com&audience=urn:other", 400, "invalid_target"),
            ("resource=urn:none", 400, "invalid_target"), ("resource=https://auth.example.com", 400, "invalid_target"),
            ("scope=notes:write", 400, "invalid_scope"), ("scope=%00", 400, "invalid_scope"),
            ("resource=%00:", 400, "invalid_target"), ("resource=a&resource=b", 400, "invalid_target"),
            ("scope=notes:read&scope=notes:read", 400, "invalid_request"),
        ] as [(String, Int, String?)])
    func parameters(text: String, status: Int, error: String?) async throws {
        try await withClient { server, id, secret in
            let answer = try await server.send(
                .post, "/oauth/token", [.basic(id, secret)], body: "grant_type=client_credentials&\(text)", type: Self.form)
            #expect(answer.status == status)
            #expect(answer["error"] == error)
            #expect(answer.header("Cache-Control") == "no-store")
        }
    }

    @Test(
        "the grant type",
        arguments: [
            ("grant_type=client_credentials", 200, nil), ("", 400, "invalid_request"),
            ("grant_type=", 400, "invalid_request"), ("grant_type=password", 400, "unsupported_grant_type"),
            ("grant_type=CLIENT_CREDENTIALS", 400, "unsupported_grant_type"),
            ("grant_type=client_credentials&grant_type=client_credentials", 400, "invalid_request"),
        ] as [(String, Int, String?)])
    func grantType(text: String, status: Int, error: String?) async throws {
        try await withClient { server, id, secret in
            let answer = try await server.send(.post, "/oauth/token", [.basic(id, secret)], body: text, type: Self.form)
            #expect(answer.status == status)
            #expect(answer["error"] == error)
        }
    }

    @Test("a client that is not let in hears one thing, with the scheme that it should use")
    func invalidClient() async throws {
        try await withClient { server, id, secret in
            let (other, _) = try await server.house.programWithSecret("other")
            let grant = "grant_type=client_credentials"
            var answers: Set<String> = []
            for (fields, more) in [
                ([HTTPField.basic(id, "wrong")], ""), ([.basic("cli_none", secret)], ""), ([.basic(other.id, secret)], ""),
                ([.basic(id, "")], ""), ([], "&client_id=\(id)&client_secret=wrong"),
                ([.basic("ana", TestAuthority.anasPassword)], ""),
            ] {
                let answer = try await server.send(.post, "/oauth/token", fields, body: grant + more, type: Self.form)
                #expect(answer.status == 401)
                #expect(answer["error"] == "invalid_client")
                #expect(answer.header("WWW-Authenticate") == #"Basic realm="https://auth.example.com", charset="UTF-8""#)
                answers.insert(answer.text)
            }
            #expect(answers.count == 1)
            for (fields, more) in [
                ([HTTPField](), ""), ([], "&client_id=\(id)"), ([], "&client_secret=\(secret)"),
                ([.bearer(try await server.house.login().token)], ""),
            ] {
                let answer = try await server.send(.post, "/oauth/token", fields, body: grant + more, type: Self.form)
                #expect(answer.status == 401)
                #expect(answer["error"] == "invalid_client")
            }
        }
    }

    @Test("two ways at once are refused")
    func twoWays() async throws {
        try await withClient { server, id, secret in
            let grant = "grant_type=client_credentials"
            for (fields, more) in [
                ([HTTPField.basic(id, secret)], "&client_secret=\(secret)"),
                ([.basic(id, secret)], "&client_id=\(id)&client_secret=\(secret)"),
                ([.basic(id, secret)], "&client_id=cli_other"), ([.basic(id, secret), .basic(id, secret)], ""),
                ([.field("Authorization", "Basic")], ""), ([.field("Authorization", "Basic !")], ""),
                ([.field("Authorization", "Digest x")], ""),
            ] {
                let answer = try await server.send(.post, "/oauth/token", fields, body: grant + more, type: Self.form)
                #expect(answer.status == 400, "\(more)")
                #expect(answer["error"] == "invalid_request")
            }
        }
    }

    @Test("the halves of the header are decoded as form values")
    func encodedHeader() async throws {
        try await withClient { server, id, secret in
            let encoded = { (text: String) in text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
            let answer = try await server.send(
                .post, "/oauth/token", [.basic(encoded(id), encoded(secret))], body: "grant_type=client_credentials",
                type: Self.form)
            #expect(answer.status == 200)
        }
    }

    @Test("only a form, without a query, and not too much of it")
    func bodies() async throws {
        try await withClient { server, id, secret in
            let grant = "grant_type=client_credentials"
            for (path, body, type, status) in [
                ("/oauth/token", #"{"grant_type":"client_credentials"}"#, "application/json", 415),
                ("/oauth/token", grant, "text/plain", 415), ("/oauth/token", grant, nil, 415),
                ("/oauth/token", grant, "multipart/form-data; boundary=x", 415),
                ("/oauth/token?\(grant)", grant, Self.form, 400), ("/oauth/token?\(grant)", "", Self.form, 400),
                ("/oauth/token", grant, "Application/X-WWW-Form-Urlencoded ; charset=utf-8", 200),
                ("/oauth/token", grant + "&x=" + String(repeating: "x", count: 65_536), Self.form, 413),
            ] as [(String, String, String?, Int)] {
                let answer = try await server.send(.post, path, [.basic(id, secret)], body: body, type: type)
                #expect(answer.status == status, "\(path) \(type ?? "none")")
            }
            #expect(try await server.send(.get, "/oauth/token?\(grant)", [.basic(id, secret)]).status == 405)
        }
    }

    @Test("a browser of another site is sent away before anything is asked")
    func crossSite() async throws {
        try await withClient { server, id, secret in
            let answer = try await server.send(
                .post, "/oauth/token", [.basic(id, secret), .field("Origin", "https://evil.example")],
                body: "grant_type=client_credentials", type: Self.form)
            #expect(answer.status == 403)
            #expect(answer.header("WWW-Authenticate") == nil)
        }
    }

    @Test("an error's description holds nothing that could end it")
    func description() async throws {
        try await withClient { server, id, secret in
            let answer = try await server.send(
                .post, "/oauth/token", [.basic(id, secret)], body: "grant_type=client_credentials&scope=%22%5C%0D%0A%C3%A9",
                type: Self.form)
            #expect(answer["error"] == "invalid_scope")
            let text = try #require(answer["error_description"])
            #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C })
        }
    }

    @Test("under an issuer with a path")
    func path() async throws {
        try await withClient(issuer: "https://example.com/auth") { server, id, secret in
            let answer = try await server.send(
                .post, "/auth/oauth/token", [.basic(id, secret)], body: "grant_type=client_credentials", type: Self.form)
            #expect(answer.status == 200)
        }
    }

    @Test("no secret reaches the log")
    func log() async throws {
        try await withClient { server, id, secret in
            for body in ["grant_type=client_credentials", "grant_type=x", "client_secret=\(secret)"] {
                let answer = try await server.send(.post, "/oauth/token", [.basic(id, secret)], body: body, type: Self.form)
                if let token = answer["access_token"] { #expect(!server.log.text.contains(token)) }
            }
            #expect(!server.log.text.contains(secret))
        }
    }
}
