// A04: an address that is no place to be sent to: script, data, files, plain HTTP elsewhere, a scheme that is anybody's.

import Authority
import HTTPTypes
import OAuth
import Support
import Testing

@Suite("A04 dangerous schemes")
struct A04DangerousSchemes {
    static let uris = [
        "javascript:alert(1)", "JavaScript:alert(1)", "javascript://client.example/%0aalert(1)", "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4", "vbscript:msgbox(1)",
        "file:///etc/passwd", "file://client.example/callback", "blob:https://client.example/1", "about:blank",
        "view-source:https://client.example/", "filesystem:https://client.example/a", "ftp://client.example/callback",
        "ws://client.example/callback", "wss://client.example/callback", "intent://callback#Intent;end", "tel:1", "mailto:a@b",
        "http://client.example/callback", "http://192.168.0.1/callback", "HTTP://127.0.0.1/callback", "myapp:/callback",
        "myapp://callback", "Com.example.App:/callback", "1com.example:/callback", "https:/callback", "https:callback",
        "https://", "https:///callback", "//client.example/callback", "/callback", "callback", "", ":", "://client.example",
    ]

    @Test("no client is registered with it, by whatever door", arguments: uris)
    func registration(uri: String) async throws {
        try await TestServer.run(policy: ClientPolicy(registration: .open)) { server async throws in
            for isAfterLogout in [false, true] {
                await #expect(throws: OAuthRefusal.self) {
                    _ = try await TestClient(server) {
                        if isAfterLogout { $0.afterLogoutURIs = [uri] } else { $0.redirectURIs = [uri] }
                    }
                }
            }
            let text = uri.replacing("\t", with: "\\t")
            let own = try await server.send(.post, "/oauth/register", body: #"{"redirect_uris":["\#(text)"]}"#)
            #expect(own.status == 400 && own["error"] == "invalid_redirect_uri")
        }
    }

    @Test("no page leads to it, whatever member of a registration it came in", arguments: uris.filter { !$0.contains("\t") })
    func links(uri: String) async throws {
        try await TestServer.run(policy: ClientPolicy(registration: .open)) { server async throws in
            for member in ["client_uri", "logo_uri", "policy_uri", "tos_uri", "jwks_uri", "sector_identifier_uri"] {
                let body = #"{"redirect_uris":["\#(TestClient.callback)"],"\#(member)":"\#(uri)"}"#
                let answer = try await server.send(.post, "/oauth/register", body: body)
                #expect(answer.status == 400 && answer["error"] == "invalid_client_metadata", "\(member)")
            }
        }
    }

    @Test("a request for it is told on a page that does not lead there", arguments: uris.filter { !$0.isEmpty })
    func request(uri: String) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let query = FormParameters.text(client.parameters(["redirect_uri": uri]))
            let page = try await TestBrowser(server).get("/oauth/authorize?\(query)")
            #expect(page.status == 400 && page.header("Location") == nil)
            #expect(!page.text.contains("href=\"\(uri)") && !page.text.contains("action=\"\(uri)"))
            #expect(try await client.push(client.parameters(["redirect_uri": uri])).status == 400)
        }
    }

    @Test("an app's own scheme is the reversed name of a domain", arguments: ["com.example.app:/callback", "com.example.app://a"])
    func ownScheme(uri: String) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server) { ($0.redirectURIs, $0.authentication) = ([uri], "none") }
            #expect(try await TestBrowser(server).authorize(client.parameters(["redirect_uri": uri]))["code"] != nil)
        }
    }
}
