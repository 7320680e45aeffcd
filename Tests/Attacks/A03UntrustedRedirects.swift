// A03: an error that would be sent to an address before anyone asked whether it is the client's.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("A03 redirects before validation")
struct A03UntrustedRedirects {
    @Test(
        "whatever else is wrong with the request",
        arguments: [
            ["response_type": "token"], ["response_type": nil], ["prompt": "none"], ["scope": nil], ["scope": "nothing"],
            ["code_challenge": nil], ["response_mode": "form_post"], ["response_mode": "junk"], ["request": "junk"],
            ["request_uri": "https://evil.example/"], ["claims": "{"], ["max_age": "x"], ["id_token_hint": "junk"],
        ] as [[String: String?]])
    func untrusted(changes: [String: String?]) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            var all = changes
            all["redirect_uri"] = "https://evil.example/"
            let browser = TestBrowser(server)
            for signsIn in [false, true] {
                if signsIn { try await browser.signIn() }
                let page = try await browser.get("/oauth/authorize?\(FormParameters.text(client.parameters(all)))")
                #expect(page.status == 400 && page.header("Location") == nil && !page.text.contains("<script"))
                #expect(!page.text.contains("action=\"https://evil.example"))
            }
        }
    }

    @Test("a client that is unknown, disabled or not named")
    func unknownClient() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            try await server.house.authority.clients.disable(client.id, at: server.now)
            for id in [client.id, "unknown", nil] as [String?] {
                let page = try await TestBrowser(server)
                    .get("/oauth/authorize?\(FormParameters.text(client.parameters(["client_id": id])))")
                #expect(page.status >= 400 && page.status < 500 && page.header("Location") == nil)
            }
        }
    }
}
