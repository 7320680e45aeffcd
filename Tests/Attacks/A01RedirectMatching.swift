// A01: redirect URIs that are nearly a registered one: only the same bytes will do.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("A01 redirect URI matching")
struct A01RedirectMatching {
    @Test(
        "nearly the same",
        arguments: [
            "https://client.example/callback/", "https://client.example/callback.",
            "https://client.example/callbac",
            "https://client.example/callback2", "https://client.example/callback/../callback",
            "https://client.example//callback",
            "https://client.example/%63allback", "https://client.example/callback?",
            "https://client.example/callback?a=b",
            "https://client.example/callback#f", "https://client.example/callback;a=b",
            "https://client.example/a/..;/callback",
            "https://client.example/%2e%2e/callback", "https://CLIENT.example/callback",
            "HTTPS://client.example/callback",
            "https://client.example:443/callback", "https://client.example:8443/callback",
            "http://client.example/callback",
            "https://sub.client.example/callback", "https://client.example.evil.example/callback",
            "https://client.example@evil.example/callback", "https://evil.example/https://client.example/callback",
            "https://client.example\\@evil.example/callback", "https://client.example/callback\t",
            "https://client.example/callback\n",
            " https://client.example/callback", "//client.example/callback", "/callback", "callback",
            "https://client.exampl\u{435}/callback",
            "https://[::1]/callback", "javascript:alert(1)", "https://client.example/callback\u{0}",
        ])
    func near(uri: String) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let query = FormParameters.text(client.parameters(["redirect_uri": uri]))
            let page = try await TestBrowser(server).get("/oauth/authorize?\(query)")
            #expect(page.status == 400 && page.header("Location") == nil)
            #expect(!page.text.contains("href=\"\(uri)\""))
            #expect(try await client.push(client.parameters(["redirect_uri": uri])).status == 400)
        }
    }
}
