// A02: a redirect URI that brings a parameter of the answer itself, so that a client reads the attacker's and not ours.

import Authority
import HTTPTypes
import OAuth
import Support
import Testing

@Suite("A02 answers inside of redirect URIs")
struct A02ResponseParameters {
    static let names = ["code", "state", "iss", "error", "error_description", "error_uri", "response"]
    static let uris =
        names.flatMap { ["https://client.example/callback?\($0)=x", "https://client.example/callback?a=b&\($0)="] }
        + [
            "https://client.example/callback?c%6Fde=x", "https://client.example/callback?%69%73%73=https://evil.example",
            "https://client.example/callback?code", "https://client.example/callback#code=x",
            "https://client.example/callback#", "http://127.0.0.1/callback?state=x", "com.example.app:/callback?iss=x",
            "https://*.client.example/callback", "https://client.*/callback", "https://*/callback", "http://*:80/callback",
        ]

    @Test("no client is registered with one, nor with a host that stands for many", arguments: uris)
    func registration(uri: String) async throws {
        let fetch = TestFetch()
        let id = "https://other.example/client.json"
        fetch.put(id, #"{"client_id":"\#(id)","redirect_uris":["\#(uri)"]}"#)
        try await TestServer.run(policy: ClientPolicy(registration: .open), fetch: fetch) { server async throws in
            for isAfterLogout in [false, true] {
                let refusal = await #expect(throws: OAuthRefusal.self) {
                    _ = try await TestClient(server) {
                        if isAfterLogout { $0.afterLogoutURIs = [uri] } else { $0.redirectURIs = [uri] }
                    }
                }
                #expect(refusal?.code == .invalidRedirectURI)
            }
            let client = try await TestClient(server)
            await #expect(throws: OAuthRefusal.self) {
                _ = try await server.house.authority.clients.addRedirect(uri, to: client.id, at: server.now)
            }
            let own = try await server.send(.post, "/oauth/register", body: #"{"redirect_uris":["\#(uri)"]}"#)
            #expect(own.status == 400 && own["error"] == "invalid_redirect_uri")
            let query = FormParameters.text(client.parameters(["client_id": id, "redirect_uri": uri]))
            let described = try await server.send(.get, "/oauth/authorize?\(query)")
            #expect(described.status >= 400 && described.header("Location") == nil)
        }
    }

    @Test("none is taken in a request for one that a client is registered with", arguments: names)
    func request(name: String) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server) {
                $0.redirectURIs = [TestClient.callback, "https://client.example/other?a=b", "http://127.0.0.1/callback"]
            }
            for uri in [
                "\(TestClient.callback)?\(name)=x", "https://client.example/other?a=b&\(name)=x",
                "https://client.example/other?\(name)=x&a=b", "http://127.0.0.1:8080/callback?\(name)=x",
                "http://127.0.0.1:8080/callback#\(name)=x",
            ] {
                let query = FormParameters.text(client.parameters(["redirect_uri": uri]))
                let page = try await TestBrowser(server).get("/oauth/authorize?\(query)")
                #expect(page.status == 400 && page.header("Location") == nil, "\(uri)")
                #expect(try await client.push(client.parameters(["redirect_uri": uri])).status == 400)
            }
        }
    }

    @Test("beside a query of the client's own each parameter of the answer stands once")
    func once() async throws {
        try await TestServer.run { server async throws in
            let uri = "https://client.example/callback?a=b&code_=x"
            let client = try await TestClient(server) { $0.redirectURIs = [uri] }
            let browser = TestBrowser(server)
            for changes in [[:], ["max_age": "x"]] as [[String: String?]] {
                _ = try await browser.authorize(client.parameters(changes.merging(["redirect_uri": uri]) { $1 }))
                let location = try #require(browser.location)
                #expect(location.hasPrefix("\(uri)&"))
                let names = FormParameters.of(location.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst()).map(\.name)
                #expect(Set(names).count == names.count && names.contains("iss") && names.contains("state"))
            }
        }
    }
}
