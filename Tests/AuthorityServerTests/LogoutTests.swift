// Signing out beyond what the conformance suite looks at: who is asked, what ends, and how clients are told of it.

import Authority
import Fetching
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Logout")
struct LogoutTests {
    @Test("an ID token of an earlier sign-in ends nothing unasked; an expired one of this sign-in does")
    func whoseHint() async throws {
        try await TestServer.run { server async throws in
            let flow = try await LogoutFlow(server)
            let first = flow.hint
            try await flow.browser.signIn()
            try await flow.leave([("id_token_hint", first), ("post_logout_redirect_uri", LogoutFlow.after)])
            #expect(flow.browser.page.status == 200 && flow.browser.page.text.contains("Sign out?"))
            #expect(flow.browser.page.text.contains("https://client.example"))
            #expect(try await flow.isSignedIn())
            server.wait(7_200)
            let later = try await LogoutFlow(server)
            server.wait(7_200)
            try await later.leave([("id_token_hint", later.hint), ("post_logout_redirect_uri", LogoutFlow.after)])
            #expect(later.browser.location == LogoutFlow.after)
        }
    }

    @Test("by a client_id alone a person is asked, and then goes where the client is registered")
    func byClient() async throws {
        try await TestServer.run { server async throws in
            let flow = try await LogoutFlow(server)
            let request = [
                ("client_id", flow.client.id), ("post_logout_redirect_uri", LogoutFlow.after), ("state", "x"),
            ]
            try await flow.leave(request)
            #expect(flow.browser.page.status == 200 && flow.browser.location == nil)
            #expect(flow.browser.page.text.contains("<li>Notes</li>"))
            #expect(flow.browser.page.header("Content-Security-Policy")?.contains("form-action") == false)
            try await flow.confirm()
            #expect(flow.browser.location == LogoutFlow.after + "?state=x")
            // Nobody is signed in any more: the address is offered, and not gone to.
            try await flow.leave(request)
            #expect(flow.browser.page.status == 200 && flow.browser.location == nil)
            #expect(flow.browser.page.text.contains("href=\"\(LogoutFlow.after)?state=x\""))
        }
    }

    @Test("what does not outlive the session dies with it; what may outlive it lives on")
    func whatEnds() async throws {
        try await TestServer.run { server async throws in
            let short = try await LogoutFlow(server)
            let long = try await LogoutFlow(server, scope: "openid offline_access notes:read")
            for flow in [short, long] { try await flow.leave([("id_token_hint", flow.hint)]) }
            #expect(try await server.house.isRevoked(try #require(short.tokens["access_token"])))
            let ended = try await short.client.refresh(try #require(short.tokens["refresh_token"]))
            #expect(ended["error"] == "invalid_grant")
            #expect(try await !server.house.isRevoked(try #require(long.tokens["access_token"])))
            #expect(try await long.client.refresh(try #require(long.tokens["refresh_token"])).status == 200)
        }
    }

    static let ends = ["form", "DELETE /session", "disabled", "password", "mass"]

    @Test("clients are told whichever way a session ends", arguments: ends)
    func everyEnd(way: String) async throws {
        let fetch = TestFetch()
        fetch.answer(LogoutFlow.hearing, 200)
        try await TestServer.run(fetch: fetch) { server async throws in
            let flow = try await LogoutFlow(server)
            let authority = server.house.authority
            switch way {
            case "form":
                try await flow.browser.get("/account/apps")
                let token = flow.browser.hidden.filter { $0.name == "form_token" }.prefix(1)
                try await flow.browser.post("/logout", Array(token))
            case "DELETE /session":
                let cookie = try #require(flow.browser.cookie)
                _ = try await server.send(
                    .delete, "/session", [.field("Cookie", cookie), .field("Origin", "https://auth.example.com")])
            case "disabled": try await authority.accounts.disable(Username("ana"), at: server.now)
            case "password":
                try await authority.accounts.setPassword(
                    of: Username("ana"), to: Password("another long password"), at: server.now)
            default:
                try await authority.accounts.setAdministrator(Username("ben"), to: true, at: server.now)
                let administrator = try await authority.accounts.vouch(for: Username("ben"))
                _ = try await authority.tokens.takeBack(
                    RevocationRequest(account: "ana"), by: administrator, at: server.now)
            }
            try await flow.tell()
            #expect(fetch.posted.map(\.url) == [LogoutFlow.hearing], "\(way)")
            try await flow.tell()
            #expect(fetch.posted.count == 1)
        }
    }

    @Test("a client that does not answer is tried later and later, and given up within a day")
    func retries() async throws {
        let fetch = TestFetch()
        try await TestServer.run(fetch: fetch) { server async throws in
            let flow = try await LogoutFlow(server)
            try await flow.leave([("id_token_hint", flow.hint)])
            try await flow.tell()
            try await flow.tell()
            #expect(fetch.posted.count == 1)
            server.wait(10)
            fetch.answer(LogoutFlow.hearing, 500)
            try await flow.tell()
            #expect(fetch.posted.count == 2)
            for _ in 0..<40 {
                server.wait(3_600)
                try await flow.tell()
            }
            #expect((10...40).contains(fetch.posted.count))
            #expect(try await server.house.count("logout_notices") == 0)
            #expect(server.log.text.contains("is given up"))
        }
    }

    @Test("of two nodes one tells a client; what a node took and lost comes back")
    func twoNodes() async throws {
        let fetch = TestFetch()
        fetch.answer(LogoutFlow.hearing, 200)
        try await TestServer.run(fetch: fetch) { server async throws in
            let flow = try await LogoutFlow(server)
            try await flow.leave([("id_token_hint", flow.hint)])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await server.house.authority.logouts.tell(now: { server.now }, logger: server.log.logger)
                    }
                }
                try await group.waitForAll()
            }
            #expect(fetch.posted.count == 1)
        }
    }

    @Test("who got no token in the session, or does not want to hear, is not told")
    func notTold() async throws {
        let fetch = TestFetch()
        try await TestServer.run(fetch: fetch) { server async throws in
            let flow = try await LogoutFlow(server) { $0.logoutURL = nil }
            let other = try await TestClient(server) { $0.logoutURL = "https://other.example/logout" }
            _ = try await other.code(in: flow.browser)
            try await flow.leave([("id_token_hint", flow.hint)])
            #expect(try await server.house.count("logout_notices") == 0)
        }
    }
}
