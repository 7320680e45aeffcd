// The code flow from the link on a client's page to the end of the grant, as a browser and a client see it.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Code flow")
struct CodeFlowTests {
    @Test("a person signs in, allows, and the client has tokens that say what was allowed")
    func whole() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let browser = TestBrowser(server)
            let answer = try await browser.authorize(client.parameters(["nonce": "n-0"]))
            #expect(answer["state"] == "s t/ä" && answer["iss"] == "https://auth.example.com")
            #expect(browser.page.status == 303)
            let tokens = try await client.redeem(try #require(answer["code"]))
            #expect(tokens.status == 200 && tokens.header("Cache-Control") == "no-store")
            #expect(tokens["token_type"] == "Bearer" && tokens["scope"] == "openid notes:read")
            let access = try server.house.verified(try #require(tokens["access_token"]))
            #expect(access.subject == "usr_ana" && access.clientID == client.id)
            #expect(access.authTime == server.now && access.amr == ["pwd"])
            let identity = try Self.claims(tokens["id_token"])
            #expect(identity["aud"]?.string == client.id && identity["nonce"]?.string == "n-0")
            #expect(identity["sub"]?.string == "usr_ana" && identity["at_hash"] != nil)
        }
    }

    @Test("the second time nobody is asked, for more only what is new is marked")
    func again() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let browser = TestBrowser(server)
            _ = try await client.code(in: browser)
            try await browser.get("/oauth/authorize?\(FormParameters.text(client.parameters()))")
            #expect(browser.page.status == 303 && browser.answer["code"] != nil)
            try await browser.get("/oauth/authorize?\(FormParameters.text(client.parameters(scope: "openid notes:read notes:write")))")
            #expect(browser.page.status == 200)
            let items = browser.page.text.matches(of: /<li>(.*?)<\/li>/).map { String($0.1) }
            #expect(items.filter { $0.contains("new") } == ["Allows notes:write <strong>new</strong>"])
        }
    }

    @Test("a code is good once; its second use ends what the first gave")
    func replay() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let code = try await client.code()
            let first = try await client.redeem(code)
            let token = try #require(first["access_token"])
            #expect(try await !server.house.isRevoked(token))
            let second = try await client.redeem(code)
            #expect(second.status == 400 && second["error"] == "invalid_grant")
            #expect(try await server.house.isRevoked(token))
            #expect(try await client.refresh(try #require(first["refresh_token"]))["error"] == "invalid_grant")
        }
    }

    @Test("a refresh token has one successor for half a minute; after that its use ends the family")
    func refreshing() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let first = try await client.redeem(client.code())
            let old = try #require(first["refresh_token"])
            let second = try await client.refresh(old)
            #expect(second.status == 200)
            server.wait(30)
            let retried = try await client.refresh(old)
            #expect(retried["refresh_token"] == second["refresh_token"] && second["refresh_token"] != old)
            server.wait(1)
            #expect(try await client.refresh(old)["error"] == "invalid_grant")
            #expect(try await client.refresh(try #require(second["refresh_token"]))["error"] == "invalid_grant")
            #expect(try await server.house.isRevoked(try #require(second["access_token"]), at: server.now))
        }
    }

    @Test("what an app may do is taken back alone: its tokens die, the session and other apps live on")
    func removed() async throws {
        try await TestServer.run { server async throws in
            let (one, other) = (try await TestClient(server), try await TestClient(server))
            let browser = TestBrowser(server)
            let first = try await one.redeem(one.code(in: browser))
            let second = try await other.redeem(other.code(in: browser))
            try await browser.get("/account/apps")
            let paths = browser.page.text.matches(of: /action="([^"]+\/remove)"/).map { String($0.1) }
            #expect(paths.count == 2)
            let grants = try await server.house.authority.consents.live(of: server.house.ana)
            let path = try #require(paths.first { $0.contains(grants.first { $0.clientID == one.id }?.id ?? "?") })
            try await browser.post(path, browser.hidden.filter { $0.name == "form_token" }.prefix(1).map { $0 })
            #expect(browser.page.status == 303)
            #expect(try await server.house.isRevoked(try #require(first["access_token"])))
            #expect(try await one.refresh(try #require(first["refresh_token"]))["error"] == "invalid_grant")
            #expect(try await !server.house.isRevoked(try #require(second["access_token"])))
            #expect(try await other.refresh(try #require(second["refresh_token"])).status == 200)
            #expect(try await browser.get("/account/apps").status == 200)
        }
    }

    @Test("the tokens of an API of the opaque format say nothing, and its guard learns all of them")
    func opaque() async throws {
        try await TestServer.run { server async throws in
            let api = "https://sealed.example"
            let declaration = """
                {"apis":[{"identifier":"\(api)","name":"Sealed","format":"opaque","lifetime":90,\
                "scopes":[{"scope":"sealed:read","sentence":"read what is sealed"}]}],\
                "accounts":[{"username":"ana","scopes":{"\(api)":["sealed:read"]}}]}
                """
            _ = try await server.house.authority.declarations.apply(
                Declaration(JSONDocument.object(parsing: Array(declaration.utf8))), secrets: [:], mode: DeclarationMode(),
                at: server.now)
            let client = try await TestClient(server)
            let tokens = try await client.redeem(client.code(scope: "openid sealed:read"))
            let token = try #require(tokens["access_token"])
            #expect(token.hasPrefix("tessera_at_") && !token.contains(".") && tokens.json?["expires_in"]?.integer == 90)
            let told = try await client.ask([("token", token)], at: "/oauth/introspect")
            #expect(told.json?["active"]?.bool == true && told["aud"] == api && told["scope"] == "openid sealed:read")
            let info = HTTPField.field("Authorization", "Bearer \(token)")
            #expect(try await server.send(.get, "/oauth/userinfo", [info])["sub"] == "usr_ana")
            #expect(try await client.ask([("token", token)], at: "/oauth/revoke").status == 200)
            #expect(try await client.ask([("token", token)], at: "/oauth/introspect").json?["active"]?.bool == false)
        }
    }

    static func claims(_ token: String?) throws -> JSONValue {
        let parts = try #require(token).split(separator: ".")
        return try JSONDocument.object(parsing: Base64URL.decode(String(parts[1])))
    }

    @Test("the list of apps says when each last came for a token, also when what it came with is forgotten")
    func lastUse() async throws {
        try await TestServer.run { server async throws in
            let consents = server.house.authority.consents
            let client = try await TestClient(server)
            func used() async throws -> Int? { try await consents.live(of: server.house.ana).first?.usedAt }
            let made = server.now
            let code = try await client.code(scope: "openid offline_access notes:read", ["prompt": "consent"])
            server.wait(10)
            #expect(try await used() == made)
            let token = try #require(try await client.redeem(code)["refresh_token"])
            #expect(try await used() == made + 10)
            server.wait(100)
            #expect(try await client.refresh(token).status == 200)
            #expect(try await used() == made + 110)
            server.wait(40 * 86_400)
            try await server.house.authority.upkeep.sweep(at: server.now)
            #expect(try await server.house.count("authorizations") == 0)
            #expect(try await used() == made + 110)
        }
    }
}
