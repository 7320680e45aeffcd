// A51: a client id metadata document that lies, leads inwards, is endless, or is another's (OAuth Client ID Metadata Document §6).

import Authority
import Fetching
import HTTPTypes
import OAuth
import Support
import Testing

@Suite("A51 client id metadata documents")
struct A51ClientDocuments {
    static let id = "https://client.example/notes.json"
    static let good =
        #""client_id":"https://client.example/notes.json","redirect_uris":["https://client.example/callback"]"#

    /// What a request by such a client is answered.
    private func ask(_ id: String, _ fetch: TestFetch, policy: ClientPolicy = ClientPolicy()) async throws -> TestAnswer {
        let found = Found()
        try await TestServer.run(policy: policy, fetch: fetch) { server async throws in
            let query = FormParameters.text([
                ("response_type", "code"), ("client_id", id), ("redirect_uri", "https://client.example/callback"),
                ("scope", "openid"), ("code_challenge", CodeChallenge.of(TestClient.verifier)),
                ("code_challenge_method", "S256"),
            ])
            found.answer = try await server.send(.get, "/oauth/authorize?\(query)")
            found.clients = try await server.house.count("clients")
        }
        let answer = try #require(found.answer)
        #expect(answer.status == 303 ? found.clients == 1 : found.clients == 0)
        #expect(answer.status == 303 || answer.header("Location") == nil)
        return answer
    }

    private final class Found: @unchecked Sendable {
        var answer: TestAnswer?
        var clients = 0
    }

    @Test("the same document, true and in its place, is taken")
    func taken() async throws {
        let fetch = TestFetch()
        fetch.put(Self.id, "{\(Self.good)}")
        #expect(try await ask(Self.id, fetch).status == 303)
    }

    static let lies = [
        #""client_id":"https://other.example/notes.json","redirect_uris":["https://client.example/callback"]"#,
        #""client_id":"https://client.example/notes.json/","redirect_uris":["https://client.example/callback"]"#,
        #""client_id":"https://CLIENT.example/notes.json","redirect_uris":["https://client.example/callback"]"#,
        #""redirect_uris":["https://client.example/callback"]"#,
        #""client_id":["https://client.example/notes.json"],"redirect_uris":["https://client.example/callback"]"#,
        good + #","client_secret":"s3cret""#,
        good + #","client_secret_expires_at":0"#,
        good + #","token_endpoint_auth_method":"client_secret_basic""#,
        good + #","token_endpoint_auth_method":"client_secret_post""#,
        good + #","token_endpoint_auth_method":"tls_client_auth","tls_client_auth_san_dns":"client.example""#,
        good + #","token_endpoint_auth_method":"private_key_jwt""#,
        good + #","token_endpoint_auth_method":"private_key_jwt","jwks_uri":"http://127.0.0.1/jwks""#,
        good + #","client_id":"https://client.example/notes.json""#,
        good + #","client_name":"No\u202Eevil""#,
        good + #","grant_types":["client_credentials"]"#,
        good + #","backchannel_logout_uri":"http://127.0.0.1:8080/x""#,
        #""client_id":"https://client.example/notes.json","redirect_uris":[]"#,
        #""client_id":"https://client.example/notes.json","redirect_uris":["javascript:alert(1)"]"#,
        #""client_id":"https://client.example/notes.json","redirect_uris":["http://client.example/callback"]"#,
    ]

    @Test("a document that says another id, holds a secret, or breaks a rule is no client", arguments: lies)
    func lie(members: String) async throws {
        let fetch = TestFetch()
        fetch.put(Self.id, "{\(members)}")
        let answer = try await ask(Self.id, fetch)
        #expect(answer.status == 401 && answer.text.contains("invalid_client"))
    }

    @Test("nothing but 200 with JSON is a document: no redirect is followed", arguments: [201, 204, 301, 302, 307, 404, 500])
    func status(status: Int) async throws {
        let fetch = TestFetch()
        fetch.put(Self.id, "{\(Self.good)}", status: status)
        #expect(try await ask(Self.id, fetch).status == 401)
        #expect(fetch.asked == [Self.id])
    }

    @Test("nor text, nor what is too long, nor what is no object")
    func form() async throws {
        let long = "{\(Self.good),\"x\":\"" + String(repeating: "x", count: 2_000_000) + "\"}"
        for (body, type) in [
            (long, "application/json"), ("{\(Self.good)}", "text/html"), ("[1]", "application/json"),
            ("{\(Self.good)", "application/json"), ("", "application/json"),
        ] {
            let fetch = TestFetch()
            fetch.put(Self.id, body, type: type)
            #expect(try await ask(Self.id, fetch).status == 401, "\(type) \(body.prefix(60))")
        }
    }

    static let urls = [
        "http://client.example/notes.json", "https://client.example", "https://client.example/a/../notes.json",
        "https://client.example/%2e%2e/notes.json", "https://client.example/notes.json#x",
        "https://client.example/notes.json?a=b", "https://good@client.example/notes.json",
        "https://CLIENT.example/notes.json", "https://client.example\\notes.json", "https:///notes.json",
        "https://client.example:99999/notes.json", "https://client.example//notes.json",
        "https://client.example/" + String(repeating: "a", count: 512), "ftp://client.example/notes.json",
        "http://127.0.0.1/notes.json", "https://127.0.0.1/notes.json", "https://localhost/notes.json",
        "https://[::1]/notes.json",
    ]

    @Test("a URL that breaks a rule, or leads to this machine, is not even asked for", arguments: urls)
    func url(url: String) async throws {
        let fetch = TestFetch()
        #expect(try await ask(url, fetch).status == 401, "\(url)")
        #expect(fetch.asked.isEmpty, "\(url)")
    }

    @Test("an address of a special range is a fault that tells nothing of it")
    func address() async throws {
        let fetch = TestFetch()
        fetch.fail(Self.id, .addressNotAllowed(url: Self.id, why: "link-local"))
        let answer = try await ask(Self.id, fetch)
        #expect(answer.status == 401 && !answer.text.contains("link-local") && !answer.text.contains("address"))
    }

    @Test("one asker has twenty documents read in a minute, ten of one host, and shuts nobody else out")
    func flood() async throws {
        let fetch = TestFetch()
        fetch.put(Self.id, "{\(Self.good)}")
        try await TestServer.run(behindProxy: true, fetch: fetch) { server async throws in
            func ask(_ id: String, from address: String) async throws -> TestAnswer {
                let query = FormParameters.text([
                    ("response_type", "code"), ("client_id", id), ("redirect_uri", "https://client.example/callback"),
                    ("scope", "openid"), ("code_challenge", CodeChallenge.of(TestClient.verifier)),
                    ("code_challenge_method", "S256"),
                ])
                return try await server.send(
                    .get, "/oauth/authorize?\(query)", [.field("X-Forwarded-For", address)])
            }
            for number in 0..<40 { _ = try await ask("https://client.example/\(number)", from: "192.0.2.1") }
            #expect(fetch.asked.count == 10)
            for number in 0..<40 { _ = try await ask("https://host\(number).example/a", from: "192.0.2.1") }
            #expect(fetch.asked.count == 10)
            // That the one was stopped is told as that, and is no fault of the document.
            let stopped = try await ask(Self.id, from: "192.0.2.1")
            #expect(stopped.status == 429)
            #expect(try await ask(Self.id, from: "192.0.2.2").status == 303)
            #expect(try await ask(Self.id, from: "192.0.2.1").status == 303)
        }
    }

    @Test("an administrator's client can't be called so, and one that is registered is not read from anywhere")
    func impersonation() async throws {
        try await TestServer.run { server async throws in
            for id in [Self.id, "http://client.example/x"] {
                await #expect(throws: OAuthRefusal.self) { _ = try await TestClient(server, id: id) }
            }
        }
    }
}
