// A16: a redirect that has the browser send its form, and the password in it, once more to where it is sent (RFC 9700 §4.12).

import Authority
import HTTPTypes
import OAuth
import Support
import Testing

@Suite("A16 redirects that repeat credentials")
struct A16RepeatedCredentials {
    @Test("whatever form is sent, the browser goes on with a GET: 303, and never 307 or 308")
    func forms() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server) { $0.afterLogoutURIs = ["https://client.example/after"] }
            let browser = TestBrowser(server)
            var seen: [String: Int] = [:]
            func post(_ path: String, _ form: [(name: String, value: String)]) async throws {
                seen[path] = try await browser.post(path, form).status
            }
            let query = FormParameters.text(client.parameters())
            try await post("/oauth/authorize", client.parameters())
            try await browser.get("/login?\(FormParameters.text([("to", "/oauth/authorize?\(query)")]))")
            try await post("/login", browser.hidden + [("username", "ana"), ("password", TestAuthority.anasPassword)])
            try await browser.get("/oauth/authorize?\(query)")
            try await post("/consent", browser.hidden + [("decision", "allow")])
            try await browser.get("/account/apps")
            let grant = try await server.house.authority.consents.live(of: server.house.ana)[0].id
            try await post("/account/apps/\(grant)/remove", browser.formToken)
            try await browser.get("/account/tokens")
            try await post("/account/tokens/tok_none/revoke", browser.formToken)
            try await post("/oauth/logout", [("client_id", client.id)])
            try await browser.get("/account/apps")
            try await post("/logout", browser.formToken)
            for (path, status) in seen where path != "/account/tokens/tok_none/revoke" {
                #expect(status == 303, "\(path)")
            }
            #expect(seen.count == 7 && seen["/account/tokens/tok_none/revoke"] == 404)
        }
    }

    @Test("a code goes to the client in a GET as well, or in a form of its own that holds nothing else")
    func answers() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let browser = TestBrowser(server)
            try await browser.signIn()
            try await browser.get("/oauth/authorize?\(FormParameters.text(client.parameters(["response_mode": "form_post"])))")
            try await browser.post("/consent", browser.hidden + [("decision", "allow")])
            #expect(browser.page.status == 200 && Set(browser.hidden.map(\.name)) == ["code", "state", "iss"])
        }
    }
}
