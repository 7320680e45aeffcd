// A56: a parameter twice, in whatever place: refused, never the first or the last of them.

import Authority
import HTTPTypes
import OAuth
import Support
import Testing

@Suite("A56 parameter pollution")
struct A56ParameterPollution {
    @Test(
        "in the body",
        arguments: [
            #"{"scopes":["notes:read"],"scopes":["notes:write"]}"#, #"{"name":"a","name":"a"}"#,
            #"{"audience":"https://api.example.com","audience":"https://auth.example.com"}"#,
            #"{"expires_in":1,"expires_in":900}"#, #"{"scopes":["notes:read"],"scope\u0073":["notes:write"]}"#,
            #"{"username":"ana","username":"ben","password":"correct horse battery staple"}"#,
        ])
    func body(text: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.post, "/api/tokens", [.ana], body: text)
            #expect(answer.status == 400)
            #expect(answer.code == "invalid_request")
        }
    }

    @Test("in the query, beside the body", arguments: ["name=a", "scopes=notes:write", "expires_in=1&expires_in=2"])
    func query(text: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.post, "/api/tokens?\(text)", [.ana], body: #"{"name":"a"}"#)
            #expect(answer.status == 400)
            #expect(answer.code == "invalid_request")
        }
    }

    @Test("credentials in two places")
    func credentials() async throws {
        try await TestServer.run { server async throws in
            let json = #"{"username":"ana","password":"correct horse battery staple"}"#
            for fields in [[.ana, .ben], [.ana, .ana], [try await server.login(), .ana]] as [[HTTPField]] {
                #expect(try await server.send(.post, "/api/tokens", fields).code == "invalid_request")
            }
            for field in [HTTPField.ana, try await server.login()] {
                #expect(try await server.send(.post, "/api/tokens", [field], body: json).code == "invalid_request")
            }
        }
    }

    @Test(
        "in a form, in whatever spelling",
        arguments: [
            "grant_type=client_credentials&grant_type=client_credentials", "scope=notes:read&scope=notes:write",
            "scope=notes:read&sc%6Fpe=notes:write", "client_id=a&client_id=a", "grant%5Ftype=a&grant_type=b",
            "client_secret=a&client%5Fsecret=b", "unknown=1&unknown=2", "scope=&scope=notes:read",
        ])
    func form(text: String) async throws {
        try await TestServer.run { server async throws in
            let (client, secret) = try await server.house.programWithSecret()
            let grant = text.hasPrefix("grant") ? "" : "grant_type=client_credentials&"
            for path in ["/oauth/token", "/oauth/token?\(text)"] {
                let answer = try await server.send(
                    .post, path, [.basic(client.id, secret)], body: grant + text, type: "application/x-www-form-urlencoded")
                #expect(answer.status == 400)
                #expect(answer["error"] == "invalid_request")
            }
        }
    }

    @Test(
        "at the authorization endpoint: no answer leaves, for nobody knows which of two addresses is meant",
        arguments: [
            "client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge",
            "code_challenge_method", "prompt", "request", "claims", "form_token", "unknown",
        ])
    func authorization(name: String) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let good = client.parameters().first { $0.name == name }?.value ?? "x"
            for second in [good, "https://evil.example/", ""] {
                let query = client.parameters([name: good]) + [(name, second)]
                for query in [query, query.reversed()] {
                    let page = try await TestBrowser(server).get("/oauth/authorize?\(FormParameters.text(query))")
                    #expect(page.status == 400 && page.header("Location") == nil)
                    let pushed = try await client.push(query.filter { name == "client_id" || $0.name != "client_id" })
                    #expect(pushed.status == 400 && pushed["request_uri"] == nil)
                }
            }
        }
    }
}
