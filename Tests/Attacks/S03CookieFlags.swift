// S03: a cookie that a script reads, that travels unencrypted, that another host can set, or that goes along with every request.

import HTTPTypes
import OAuth
import Support
import Testing

@Suite("S03 cookie flags")
struct S03CookieFlags {
    /// Every field by which a browser is given a cookie, or loses one.
    private func set(_ server: TestServer) async throws -> [String] {
        let (browser, path) = (TestBrowser(server), server.house.issuer.path)
        var fields: [String] = []
        func note() { fields += browser.page.headers[values: .setCookie] }
        let client = try await TestClient(server)
        for page in ["/login", "/device", "/oauth/authorize?\(FormParameters.text(client.parameters()))"] {
            try await TestBrowser(server).get(path + page)
            let new = TestBrowser(server)
            try await new.get(path + page)
            fields += new.page.headers[values: .setCookie]
        }
        try await browser.get("\(path)/login")
        note()
        try await browser.post(
            "\(path)/login", browser.hidden + [("username", "ana"), ("password", TestAuthority.anasPassword)])
        note()
        let body = #"{"username":"ana","password":"\#(TestAuthority.anasPassword)"}"#
        let begun = try await server.send(.post, "\(path)/session", body: body)
        fields += begun.headers[values: .setCookie]
        fields += try await server.send(.delete, "\(path)/session").headers[values: .setCookie]
        try await browser.get("\(path)/account/apps")
        try await browser.post("\(path)/logout", browser.formToken)
        note()
        return fields
    }

    @Test(
        "on an encrypted issuer: this host's alone, and for no script", arguments: ["https://auth.example.com", "https://example.com/auth"])
    func encrypted(issuer: String) async throws {
        try await TestServer.run(issuer: issuer) { server async throws in
            let fields = try await set(server)
            #expect(fields.count >= 8)
            for field in fields {
                let parts = field.split(separator: ";").map { $0.drop { $0 == " " }.lowercased() }
                #expect(parts[0].hasPrefix("__host-tessera=") || parts[0].hasPrefix("__host-tessera-visit="), "\(field)")
                #expect(field.hasPrefix("__Host-"))
                #expect(parts.contains("secure") && parts.contains("httponly") && parts.contains("path=/"), "\(field)")
                #expect(parts.contains("samesite=lax") || parts.contains("samesite=strict"), "\(field)")
                #expect(!parts.contains { $0.hasPrefix("domain") }, "\(field)")
                #expect(parts.filter { $0.hasPrefix("max-age") }.count <= 1)
            }
        }
    }

    @Test("on a plain loopback issuer, where such a name would be dropped, all but the encryption")
    func plain() async throws {
        try await TestServer.run(issuer: "http://localhost:8080") { server async throws in
            let fields = try await set(server)
            #expect(fields.count >= 8)
            for field in fields {
                #expect(field.hasPrefix("tessera-dev=") || field.hasPrefix("tessera-dev-visit="), "\(field)")
                for part in ["; Path=/", "; HttpOnly", "; SameSite=Lax"] { #expect(field.contains(part), "\(field)") }
                #expect(!field.contains("Secure") && !field.contains("Domain"))
            }
        }
    }

    @Test("what is asked by programs gives nobody a cookie")
    func programs() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let tokens = try await client.redeem(client.code())
            let answers = [
                tokens, try await server.send(.get, "/oauth/userinfo", [.bearer(try #require(tokens["access_token"]))]),
                try await server.send(.get, "/.well-known/openid-configuration"), try await server.send(.get, "/status/1"),
                try await server.token(), try await server.send(.get, "/api/tokens", [.ana]), try await server.send(.get, "/nope"),
            ]
            for answer in answers { #expect(answer.headers[values: .setCookie].isEmpty) }
        }
    }
}
