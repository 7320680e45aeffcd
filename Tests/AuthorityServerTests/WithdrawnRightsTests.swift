// Rights that go while tokens live: what was made of them goes, or says no more, in the same moment.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Records
import Support
import Testing

@Suite("Withdrawn rights")
struct WithdrawnRightsTests {
    private static func apply(_ text: String, prunes: Bool = false, to server: TestServer) async throws {
        var mode = DeclarationMode()
        mode.prunes = prunes
        _ = try await server.house.authority.declarations.apply(
            Declaration(JSONDocument.object(parsing: Array(text.utf8))), secrets: [:], mode: mode, at: server.now)
    }

    @Test("a declaration that takes a scope from an account takes its tokens along, and those of nobody else")
    func prunedAccount() async throws {
        try await TestServer.run { server async throws in
            let house = server.house
            let client = try await TestClient(server)
            let app = try #require(try await client.redeem(client.code())["access_token"])
            let named = try await house.named(scopes: ["notes:read"])
            let other = try await house.named(scopes: ["notes:write"])
            let bens = try await house.named("ben")
            let login = try await house.login()
            try await Self.apply(
                """
                {"accounts":[{"username":"ana","scopes":{"\(TestAuthority.api)":["notes:write"]}},\
                {"username":"ben","scopes":{"\(TestAuthority.api)":["notes:read"]}}],
                 "clients":[{"client_id":"\(client.id)","grant_types":["authorization_code"],\
                "token_endpoint_auth_method":"none","redirect_uris":["\(TestClient.callback)"]}]}
                """, prunes: true, to: server)
            for token in [app, named.token, login.token] {
                #expect(try await house.isRevoked(token))
            }
            for token in [other.token, bens.token] {
                #expect(try await !house.isRevoked(token))
            }
        }
    }

    /// Who loses a scope.
    enum Loser: CaseIterable, Sendable { case account, api }

    @Test("a scope that goes takes along what apps hold of it, and what was exchanged for that", arguments: Loser.allCases)
    func introspected(_ loser: Loser) async throws {
        try await TestServer.run { server async throws in
            let (client, guardian) = (try await TestClient(server), try await TestClient.exchanger(server))
            let app = try #require(try await client.redeem(client.code())["access_token"])
            let given = try #require(try await guardian.exchange(app)["access_token"])
            let other = try await server.house.named(scopes: ["notes:write"]).token
            for token in [app, given] {
                let told = try await guardian.ask([("token", token)], at: "/oauth/introspect")
                #expect(told["scope"]?.contains("notes:read") ?? false)
            }
            switch loser {
            case .api:
                _ = try await server.house.authority.apis.removeScope(
                    "notes:read", from: TestAuthority.api, at: server.now)
            case .account:
                let both = [(client.id, "authorization_code"), (guardian.id, TestClient.exchangeGrant)].map {
                    #"{"client_id":"\#($0)","grant_types":["\#($1)"],"redirect_uris":["\#(TestClient.callback)"],"#
                        + #""guards":["\#(TestAuthority.api)"]}"#
                }
                try await Self.apply(
                    """
                    {"accounts":[{"username":"ana","scopes":{"\(TestAuthority.api)":["notes:write"]}}],
                     "clients":[\(both.joined(separator: ","))]}
                    """, prunes: true, to: server)
            }
            #expect(try await server.isActive(other, for: guardian))
            for token in [app, given] {
                #expect(try await !server.isActive(token, for: guardian))
                #expect(try await server.house.isRevoked(token))
            }
        }
    }

    @Test("an API that an entry does not name any more is one at which nothing is held")
    func prunedAPI() async throws {
        try await TestServer.run { server async throws in
            let house = server.house
            let program = try await house.program()
            let own = try await house.authority.tokens.issue(ClientTokenRequest(), to: program, at: server.now)
            let named = try await house.named("ben")
            try await Self.apply(
                """
                {"accounts":[{"username":"ben"}],"clients":[{"client_id":"\(program.id)",\
                "token_endpoint_auth_method":"client_secret_basic","grant_types":["client_credentials"]}]}
                """, prunes: true, to: server)
            #expect(try await house.isRevoked(own.accessToken))
            #expect(try await house.isRevoked(named.token))
            #expect(try await house.authority.apis.held(by: house.ben).isEmpty)
        }
    }

    @Test("a client that loses a scope of its own keeps what people allowed it")
    func clientsOwnScope() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server) {
                $0.grantTypes = ["authorization_code", "refresh_token", "client_credentials"]
            }
            let clients = server.house.authority.clients
            _ = try await clients.grant(["notes:read"], of: nil, to: client.id)
            let own = try #require(try await client.ask([("grant_type", "client_credentials")])["access_token"])
            let tokens = try await client.redeem(client.code())
            _ = try await clients.withdraw(["notes:read"], of: nil, from: client.id, at: server.now)
            #expect(try await server.house.isRevoked(own))
            #expect(try await !server.house.isRevoked(try #require(tokens["access_token"])))
            #expect(try await client.refresh(try #require(tokens["refresh_token"])).status == 200)
        }
    }

    @Test("a client whose scope an administrator narrows gets no more of what was approved before")
    func narrowedClient() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let tokens = try await client.redeem(client.code(scope: "openid notes:read notes:write"))
            try await server.house.authority.clients.change(client.id, at: server.now) {
                $0.scope = "openid notes:read"
            }
            let refresh = try #require(tokens["refresh_token"])
            let told = try await client.ask([("token", refresh)], at: "/oauth/introspect")
            #expect(told["scope"] == "openid notes:read")
            #expect(try await client.refresh(refresh)["scope"] == "openid notes:read")
            try await server.house.authority.clients.change(client.id, at: server.now) { $0.scope = "tasks:read" }
            let newest = try #require(try await client.refresh(refresh)["error"])
            #expect(newest == "invalid_grant")
        }
    }

    @Test("a client that may ask for no scope that tells an e-mail address learns none by claims")
    func narrowedClaims() async throws {
        try await TestServer.run { server async throws in
            try await server.house.setProfile(#"{"email":"ana@example.com"}"#)
            let client = try await TestClient(server) { ($0.scope, $0.isFirstParty) = ("openid", true) }
            let claims = #"{"userinfo":{"email":null},"id_token":{"email":{"essential":true}}}"#
            let tokens = try await client.redeem(client.code(scope: "openid", ["claims": claims]))
            #expect(try CodeFlowTests.claims(tokens["id_token"])["email"] == nil)
            let told = try await server.send(
                .get, "/oauth/userinfo", [.bearer(try #require(tokens["access_token"]))])
            #expect(told.status == 200 && told["email"] == nil)
        }
    }

    @Test("a key that no code can be bound to is refused before anything is kept", arguments: ["%00", "x", "a.b"])
    func thumbprint(text: String) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            for path in ["/oauth/par", "/oauth/authorize?"] {
                let form = FormParameters.text(client.parameters()) + "&dpop_jkt=\(text)"
                if path.hasSuffix("?") {
                    let browser = TestBrowser(server)
                    try await browser.get(path + form)
                    #expect(browser.answer["error"] == "invalid_request")
                } else {
                    let answer = try await server.send(
                        .post, path, [.basic(client.id, client.secret ?? "")], body: form,
                        type: "application/x-www-form-urlencoded")
                    #expect(answer.status == 400 && answer["error"] == "invalid_request")
                }
            }
        }
    }

    @Test("one access token that was taken back by its jti is active nowhere, and its grant lives on")
    func singleToken() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let tokens = try await client.redeem(client.code())
            let access = try #require(tokens["access_token"])
            let jti = try #require(try server.house.verified(access).identifier)
            _ = try await Tokens.takeBack(RevocationRequest(jti: jti), in: server.house.database, at: server.now)
            let told = try await client.ask([("token", access)], at: "/oauth/introspect")
            #expect(told.text == #"{"active":false}"#)
            #expect(try await server.send(.get, "/oauth/userinfo", [.bearer(access)]).status == 401)
            #expect(try await client.refresh(try #require(tokens["refresh_token"])).status == 200)
        }
    }

    @Test("a new password ends sessions, apps' tokens and devices; consents and named tokens stay")
    func newPassword() async throws {
        try await TestServer.run { server async throws in
            let house = server.house
            let client = try await TestClient(server)
            let lasting = try await client.redeem(client.code(scope: "openid offline_access notes:read"))
            let named = try await house.named()
            let browser = TestBrowser(server)
            try await browser.signIn()
            #expect(try await browser.get("/account/apps").status == 200)
            try await house.authority.accounts.setPassword(
                of: Username("ana"), to: Password("a quite new pass phrase"), at: server.now)
            #expect(try await browser.get("/account/apps").status == 303)
            #expect(try await house.isRevoked(try #require(lasting["access_token"])))
            #expect(try await client.refresh(try #require(lasting["refresh_token"]))["error"] == "invalid_grant")
            #expect(try await !house.isRevoked(named.token))
            #expect(try await house.authority.consents.live(of: house.ana).count == 1)
        }
    }

    @Test("a refresh token tells its client the subject that the client knows, and no account")
    func pairwise() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server) { $0.subjectType = "pairwise" }
            let tokens = try await client.redeem(client.code())
            let subject = try server.house.verified(try #require(tokens["access_token"])).subject
            let told = try await client.ask(
                [("token", try #require(tokens["refresh_token"]))], at: "/oauth/introspect")
            #expect(told["sub"] == subject && subject.hasPrefix("sub_"))
        }
    }

    @Test("pairwise clients on a port of the person's device are no sector: each knows another subject")
    func loopbackSector() async throws {
        try await TestServer.run { server async throws in
            var subjects: Set<String> = []
            for _ in 0..<2 {
                let client = try await TestClient(server) {
                    ($0.subjectType, $0.redirectURIs) = ("pairwise", ["http://127.0.0.1/callback"])
                }
                let uri = "http://127.0.0.1:5000/callback"
                let code = try await client.code(["redirect_uri": uri])
                let tokens = try await client.redeem(code, ["redirect_uri": uri])
                subjects.insert(try server.house.verified(try #require(tokens["access_token"])).subject)
            }
            #expect(subjects.count == 2)
        }
    }

    @Test("a replay ends what a code gave, also when the code would have expired by now")
    func lateReplay() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let code = try await client.code()
            let tokens = try await client.redeem(code)
            server.wait(61)
            #expect(try await client.redeem(code)["error"] == "invalid_grant")
            #expect(try await client.refresh(try #require(tokens["refresh_token"]))["error"] == "invalid_grant")
        }
    }

    @Test("a pushed request that was denied is over")
    func deniedPush() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let pushed = try await client.ask(client.parameters(), at: "/oauth/par")
            let query = FormParameters.text([
                ("client_id", client.id), ("request_uri", try #require(pushed["request_uri"])),
            ])
            let browser = TestBrowser(server)
            try await browser.signIn()
            try await browser.get("/oauth/authorize?\(query)")
            try await browser.post("/consent", browser.hidden + [("decision", "deny")])
            #expect(browser.answer["error"] == "access_denied")
            try await browser.get("/oauth/authorize?\(query)")
            #expect(browser.page.status == 400 && browser.page.text.contains("request_uri"))
        }
    }

    @Test("a client that gave up its secret does not get it back with the method")
    func oldSecret() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let clients = server.house.authority.clients
            try await clients.change(client.id, at: server.now) { $0.authentication = "none" }
            try await clients.change(client.id, at: server.now) { $0.authentication = "client_secret_basic" }
            #expect(try await client.ask([("grant_type", "refresh_token"), ("refresh_token", "x")]).status == 401)
        }
    }
}
