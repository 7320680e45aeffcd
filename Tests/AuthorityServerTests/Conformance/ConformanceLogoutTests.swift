// The intents of the OpenID conformance suite's modules on RP-initiated and back-channel logout, one test for each module.

import Authority
import Fetching
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Conformance: logout")
struct ConformanceLogoutTests {
    @Test("oidcc-rp-initiated-logout-discovery-endpoint-verification")
    func discovery() async throws {
        try await TestServer.run { server async throws in
            let metadata = try await server.send(.get, "/.well-known/openid-configuration")
            #expect(metadata["end_session_endpoint"] == "https://auth.example.com/oauth/logout")
        }
    }

    @Test("oidcc-rp-initiated-logout", arguments: ["get", "post"])
    func signOut(method: String) async throws {
        try await TestServer.run { server async throws in
            let flow = try await LogoutFlow(server)
            let request = [("id_token_hint", flow.hint), ("post_logout_redirect_uri", LogoutFlow.after), ("state", "s 1")]
            if method == "get" {
                try await flow.leave(request)
            } else {
                try await flow.browser.post("/oauth/logout", request, [.field("Origin", "https://client.example")])
                try await flow.browser.get(try #require(flow.browser.location))
            }
            #expect(flow.browser.location == "https://client.example/after?state=s%201")
            #expect(try await !flow.isSignedIn())
            // Afterwards prompt=none has nobody to answer for.
            try await flow.browser.get("/oauth/authorize?\(FormParameters.text(flow.client.parameters(["prompt": "none"])))")
            #expect(flow.browser.answer["error"] == "login_required")
        }
    }

    @Test("oidcc-rp-initiated-logout-bad-post-logout-redirect-uri")
    func otherAddress() async throws {
        try await stays([("post_logout_redirect_uri", "https://evil.example/after"), ("state", "1")])
    }

    @Test("oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri")
    func addedQuery() async throws {
        try await stays([("post_logout_redirect_uri", LogoutFlow.after + "?foo=bar"), ("state", "1")])
    }

    @Test("oidcc-rp-initiated-logout-modified-id-token-hint")
    func modifiedHint() async throws {
        try await TestServer.run { server async throws in
            let flow = try await LogoutFlow(server)
            let parts = flow.hint.split(separator: ".").map(String.init)
            try await asks(flow, hint: [parts[0], "e30", parts[2]].joined(separator: "."))
        }
    }

    @Test("oidcc-rp-initiated-logout-bad-id-token-hint")
    func badHint() async throws {
        try await TestServer.run { server async throws in
            let flow = try await LogoutFlow(server)
            let other = try SigningKey.generate(.es256)
            let forged = try CompactJWS.sign(
                Array(#"{"iss":"https://auth.example.com","sub":"usr_ana","aud":"\#(flow.client.id)"}"#.utf8),
                type: TokenType("JWT"), with: other)
            try await asks(flow, hint: forged)
        }
    }

    @Test("oidcc-rp-initiated-logout-no-id-token-hint")
    func noHint() async throws {
        try await TestServer.run { server async throws in
            let flow = try await LogoutFlow(server)
            try await flow.leave([("post_logout_redirect_uri", LogoutFlow.after), ("state", "1")])
            #expect(flow.browser.page.status == 400 && flow.browser.location == nil)
            #expect(flow.browser.page.text.contains("Sign out?"))
            try await flow.confirm()
            #expect(flow.browser.location == nil && flow.browser.page.text.contains("You are signed out"))
            #expect(try await !flow.isSignedIn())
        }
    }

    @Test("oidcc-rp-initiated-logout-no-params")
    func nothing() async throws { try await asksPlainly([]) }

    @Test("oidcc-rp-initiated-logout-only-state")
    func onlyState() async throws { try await asksPlainly([("state", "1")]) }

    @Test("oidcc-rp-initiated-logout-no-post-logout-redirect-uri")
    func noAddress() async throws {
        try await TestServer.run { server async throws in
            let flow = try await LogoutFlow(server)
            try await flow.leave([("id_token_hint", flow.hint), ("state", "1")])
            #expect(flow.browser.page.status == 200 && flow.browser.location == nil)
            #expect(flow.browser.page.text.contains("You are signed out"))
            #expect(try await !flow.isSignedIn())
        }
    }

    @Test("oidcc-rp-initiated-logout-no-state")
    func noState() async throws {
        try await TestServer.run { server async throws in
            let flow = try await LogoutFlow(server)
            try await flow.leave([("id_token_hint", flow.hint), ("post_logout_redirect_uri", LogoutFlow.after)])
            #expect(flow.browser.location == LogoutFlow.after)
        }
    }

    @Test("oidcc-backchannel-logout-discovery-endpoint-verification")
    func backChannelDiscovery() async throws {
        try await TestServer.run { server async throws in
            let metadata = try await server.send(.get, "/.well-known/openid-configuration")
            #expect(metadata.json?["backchannel_logout_supported"]?.bool == true)
            #expect(metadata.json?["backchannel_logout_session_supported"]?.bool == true)
            #expect(metadata["end_session_endpoint"] != nil)
        }
    }

    @Test("oidcc-backchannel-rp-initiated-logout")
    func backChannel() async throws {
        let fetch = TestFetch()
        fetch.answer(LogoutFlow.hearing, 200)
        try await TestServer.run(fetch: fetch) { server async throws in
            let flow = try await LogoutFlow(server)
            try await flow.leave([("id_token_hint", flow.hint), ("post_logout_redirect_uri", LogoutFlow.after)])
            try await flow.tell()
            let posted = try #require(fetch.posted.first)
            #expect(fetch.posted.count == 1 && posted.url == LogoutFlow.hearing && posted.form.count == 1)
            let token = try CompactJWS(parsing: try #require(posted.form.first { $0.name == "logout_token" }?.value))
            let key = try #require(server.house.authority.keys.published.key(id: token.header.keyID))
            #expect(token.header.parameters["typ"]?.string == "logout+jwt")
            let claims = try JSONDocument.object(parsing: token.payload(provenWith: key))
            let identity = try CodeFlowTests.claims(flow.hint)
            #expect(claims["iss"]?.string == "https://auth.example.com" && claims["aud"]?.string == flow.client.id)
            #expect(claims["sub"]?.string == identity["sub"]?.string && claims["sid"]?.string == identity["sid"]?.string)
            #expect(claims["sid"]?.string != nil && claims["nonce"] == nil && claims["jti"]?.string != nil)
            #expect(claims["iat"]?.integer == server.now && claims["exp"]?.integer == server.now + 120)
            #expect(claims["events"]?["http://schemas.openid.net/event/backchannel-logout"]?.kind == .object)
        }
    }

    /// A good hint with an address that is not registered: the session ends, and the browser stays.
    private func stays(_ request: [(name: String, value: String)]) async throws {
        try await TestServer.run { server async throws in
            let flow = try await LogoutFlow(server)
            try await flow.leave([("id_token_hint", flow.hint)] + request)
            #expect(flow.browser.page.status == 400 && flow.browser.location == nil)
            #expect(flow.browser.page.text.contains("not one that this client is registered with"))
            #expect(!flow.browser.page.text.contains("evil.example"))
            #expect(try await !flow.isSignedIn())
        }
    }

    /// A hint that is not ours proves nothing: the person is asked, and goes nowhere.
    private func asks(_ flow: LogoutFlow, hint: String) async throws {
        try await flow.leave([("id_token_hint", hint), ("post_logout_redirect_uri", LogoutFlow.after)])
        #expect(flow.browser.page.status == 400 && flow.browser.location == nil)
        #expect(flow.browser.page.text.contains("Sign out?"))
        #expect(try await flow.isSignedIn())
        try await flow.leave([("id_token_hint", hint), ("post_logout_redirect_uri", LogoutFlow.after)])
        try await flow.confirm()
        #expect(flow.browser.location == nil)
        #expect(try await !flow.isSignedIn())
    }

    private func asksPlainly(_ request: [(name: String, value: String)]) async throws {
        try await TestServer.run { server async throws in
            let flow = try await LogoutFlow(server)
            try await flow.leave(request)
            #expect(flow.browser.page.status == 200 && flow.browser.page.text.contains("Sign out?"))
            #expect(try await flow.isSignedIn())
            try await flow.leave(request)
            try await flow.confirm()
            #expect(flow.browser.page.status == 200 && flow.browser.page.text.contains("You are signed out"))
            #expect(try await !flow.isSignedIn())
        }
    }
}
