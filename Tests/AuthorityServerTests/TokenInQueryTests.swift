// A token in a URL or a form: refused on every path, in every spelling, and logged nowhere (RFC 9700 §4.3.2).

import Authority
import HTTPTypes
import OAuth
import Support
import Testing

@Suite("Token in query")
struct TokenInQueryTests {
    static let spellings = [
        "access_token=secret.value.here", "a=b&access_token=secret.value.here", "access%5Ftoken=secret.value.here",
        "%61ccess_token=secret.value.here", "access_token", "access_token=", "&&access_token=secret.value.here&",
        "access%5ftoken=secret.value.here", "a=b&access_token=x&access_token=secret.value.here",
    ]
    static let paths = ["/", "/healthz", "/api/tokens", "/.well-known/jwks.json", "/status/1", "/nope"]

    @Test("in a query", arguments: spellings)
    func query(text: String) async throws {
        try await TestServer.run { server async throws in
            for path in Self.paths {
                try await expectRefused(server, try await server.send(.get, "\(path)?\(text)", [.ana]))
            }
        }
    }

    @Test("in a form", arguments: spellings)
    func form(text: String) async throws {
        try await TestServer.run { server async throws in
            for type in [
                "application/x-www-form-urlencoded", "Application/X-WWW-Form-URLencoded",
                "application/x-www-form-urlencoded; charset=utf-8",
            ] {
                let answer = try await server.send(.post, "/api/tokens", [.ana], body: text, type: type)
                try await expectRefused(server, answer)
            }
        }
    }

    @Test("a token under any other name is known by its looks")
    func looks() async throws {
        try await TestServer.run { server async throws in
            let token = try await server.house.login().token
            for name in ["token", "jwt", "id_token", "x", ""] {
                let answer = try await server.send(.get, "/healthz?\(name)=\(token)")
                #expect(answer.code == "token_in_query")
                #expect(!answer.text.contains(token))
                #expect(!server.log.text.contains(token))
            }
            #expect(try await server.send(.get, "/healthz?x=eyJhbGciOiJub25lIn0").status == 200)
        }
    }

    @Test("what a client sends to have it back may look like anything, where clients send it")
    func clientsOwnWords() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let signed = try await server.house.login().token
            let browser = TestBrowser(server)
            let answer = try await browser.authorize(client.parameters(["state": signed, "nonce": signed, "login_hint": signed]))
            #expect(answer["state"] == signed && answer["code"] != nil)
            let logout = FormParameters.text([("client_id", client.id), ("state", signed), ("logout_hint", signed)])
            #expect(try await server.send(.get, "/oauth/logout?\(logout)").code != "token_in_query")
            // Everywhere else, and under every other name, it is what it looks like.
            for path in ["/oauth/authorize?x=\(signed)", "/oauth/authorize?access_token=x", "/login?state=\(signed)"] {
                #expect(try await server.send(.get, path).code == "token_in_query", "\(path.prefix(30))")
            }
        }
    }

    @Test("the answer challenges, as one does to a token that came in a way that is none (RFC 6750 §3.1)")
    func challenge() async throws {
        try await TestServer.run { server async throws in
            let inURL = try await server.send(.get, "/api/tokens?access_token=x")
            #expect(inURL.header("WWW-Authenticate")?.contains(#"error="invalid_request""#) == true)
            let twice = try await server.send(
                .post, "/oauth/userinfo", [.bearer("a.b.c")], body: "access_token=x",
                type: "application/x-www-form-urlencoded")
            #expect(twice.status == 400)
            #expect(twice.header("WWW-Authenticate")?.hasPrefix("Bearer realm=") == true)
            #expect(twice.header("WWW-Authenticate")?.contains(#"error="invalid_request""#) == true)
        }
    }

    @Test("what is no token passes", arguments: ["a=b", "Access_Token_Type=x", "token=short", "access=1&token=2"])
    func harmless(text: String) async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.send(.get, "/healthz?\(text)").status == 200)
            let form = try await server.send(
                .post, "/api/tokens", [.ana], body: text, type: "application/x-www-form-urlencoded")
            #expect(form.code == "unsupported_media_type")
        }
    }

    @Test(
        "names and values of a form, as the URL Standard decodes them",
        arguments: [
            ("a=b", ["a": "b"]), ("a+b=c+d", ["a b": "c d"]), ("a%20b=%63", ["a b": "c"]), ("a", ["a": ""]),
            ("=b", ["": "b"]), ("a=b=c", ["a": "b=c"]), ("%zz=%", ["%zz": "%"]), ("%+5=%-1", ["% 5": "%-1"]),
            ("%c3%a9=%ff", ["é": "\u{FFFD}"]), ("", [:]),
        ] as [(String, [String: String])])
    func decoding(text: String, pairs: [String: String]) {
        #expect(Dictionary(FormParameters.of(text.utf8)) { $1 } == pairs)
    }

    private func expectRefused(_ server: TestServer, _ answer: TestAnswer) async throws {
        #expect(answer.status == 400)
        #expect(answer.code == "token_in_query")
        #expect(answer["detail"]?.contains("Authorization: Bearer") == true)
        #expect(!answer.text.contains("secret"))
        #expect(!server.log.text.contains("secret"))
        #expect(try await server.house.count("sessions") == 0)
    }
}
