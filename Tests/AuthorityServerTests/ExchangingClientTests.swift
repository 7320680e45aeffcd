// Which clients exchange tokens, what they must prove, and what ends what they got.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@Suite("Exchanging clients")
struct ExchangingClientTests {
    static let now = TestAuthority.now
    static let api = TestAuthority.api
    static let tokenURL = "https://auth.example.com/oauth/token"

    @Test("the metadata names the grant, and a client that can't keep a secret is not registered for it")
    func registration() async throws {
        try await TestServer.run { server async throws in
            let metadata = try await server.send(.get, "/.well-known/oauth-authorization-server")
            let grants = metadata.json?["grant_types_supported"]?.elements?.compactMap(\.string) ?? []
            #expect(grants.contains(TestClient.exchangeGrant))
            await #expect(throws: OAuthRefusal.self) {
                _ = try await TestClient.exchanger(server) { $0.authentication = "none" }
            }
            let other = try await TestClient(server)
            #expect(try await other.exchange("x")["error"] == "unauthorized_client")
        }
    }

    @Test("a token goes to the client that it was issued to, to the guards of its API, and to no one else")
    func whose() async throws {
        try await TestServer.run { server async throws in
            let (house, grant) = (server.house, TestClient.exchangeGrant)
            try await house.addAPI("urn:other")
            let own = try await TestClient(server) {
                $0.grantTypes = ["authorization_code", "refresh_token", grant]
            }
            let guardian = try await TestClient.exchanger(server)
            let others = [
                try await TestClient.exchanger(server, guarding: []),
                try await TestClient.exchanger(server, guarding: ["urn:other"]),
                try await TestClient.exchanger(server, guarding: []) { $0.isFirstParty = true },
            ]
            let token = try #require(try await own.redeem(own.code())["access_token"])
            #expect(try await own.exchange(token).status == 200)
            #expect(try await guardian.exchange(token).status == 200)
            let junk = try await others[0].exchange("x")
            for other in others {
                let answer = try await other.exchange(token)
                // Whoever found a token learns nothing of it here.
                #expect(answer.status == 400 && answer.text == junk.text)
            }
            _ = try await house.authority.clients.setGuard(guardian.id, of: Self.api, to: false)
            #expect(try await guardian.exchange(token)["error"] == "invalid_request")
            // What is for the issuer alone is for no API.
            let identity = try #require(try await own.redeem(own.code(scope: "openid"))["access_token"])
            #expect(try await own.exchange(identity)["error"] == "invalid_target")
        }
    }

    @Test("a token that is bound to a key is exchanged with a proof of that key, and stays bound")
    func bound() async throws {
        try await TestServer.run { server async throws in
            let grant = TestClient.exchangeGrant
            let own = try await TestClient(server) {
                $0.grantTypes = ["authorization_code", "refresh_token", grant]
            }
            let guardian = try await TestClient.exchanger(server)
            let (sender, other) = (try TestSender(), try TestSender())
            func proof(_ sender: TestSender) throws -> HTTPField {
                .field("DPoP", try sender.proof("POST", Self.tokenURL, token: nil, at: server.now))
            }
            let token = try #require(try await own.redeem(own.code(), [:], [proof(sender)])["access_token"])
            for client in [own, guardian] {
                for fields in [[], [try proof(other)]] {
                    let answer = try await client.exchange(token, [:], fields)
                    #expect(answer["error"] == "invalid_request", "\(answer.text)")
                    #expect(answer["error_description"]?.contains("DPoP") == true)
                }
            }
            let given = try await own.exchange(token, [:], [proof(sender)])
            #expect(given["token_type"] == "DPoP")
            let read = try server.house.verified(try #require(given["access_token"]))
            #expect(try Confirmation(in: read.claims) == sender.bond)
            // A bearer token may be bound by whoever exchanges it.
            let free = try await guardian.exchange(
                server.house.login(audience: Self.api).token, [:], [proof(other)])
            let bound = try server.house.verified(try #require(free["access_token"]))
            #expect(free["token_type"] == "DPoP")
            #expect(try Confirmation(in: bound.claims) == other.bond)
        }
    }

    @Test("a token that is bound to a certificate stays bound to it, whatever the client's own tokens are")
    func certificate() async throws {
        let (own, other) = (try TestCertificate("notes", names: []), try TestCertificate("notes", names: []))
        try await TestServer.run(takesCertificates: true) { server async throws in
            let client = try await TestClient.exchanger(server) {
                $0.grantTypes = ["authorization_code", TestClient.exchangeGrant]
                $0.redirectURIs = [TestClient.callback]
                $0.isCertificateBound = true
            }
            func showing<T: Sendable>(
                _ certificate: TestCertificate?,
                _ body: @Sendable () async throws -> T
            ) async throws -> T {
                let shown = certificate.map { found in ShownCertificate(der: found.der) { true } }
                return try await TestContext.$certificate.withValue(shown) { try await body() }
            }
            let code = try await client.code()
            let token = try #require(try await showing(own) { try await client.redeem(code) }["access_token"])
            try await server.house.authority.clients.change(client.id, at: server.now) { $0.isCertificateBound = false }
            for shown in [other, nil] {
                let answer = try await showing(shown) { try await client.exchange(token) }
                #expect(answer["error"] == "invalid_request", "\(answer.text)")
            }
            let given = try await showing(own) { try await client.exchange(token) }
            let read = try server.house.verified(try #require(given["access_token"]))
            #expect(
                try Confirmation(in: read.claims)?.certificateThumbprint
                    == Confirmation.thumbprint(ofCertificate: own.der))
        }
    }

    @Test("introspection says who acts, and only to the acting client and the guards of the API")
    func introspection() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient.exchanger(server)
            let token = try #require(
                try await client.exchange(server.house.login(audience: Self.api).token, ["scope": "notes:read"])[
                    "access_token"])
            let state = try await client.ask([("token", token)], at: "/oauth/introspect")
            #expect(state.json?["active"]?.bool == true && state["sub"] == "usr_ana")
            #expect(state["client_id"] == client.id && state["scope"] == "notes:read")
            #expect(state.json?["act"]?.text == #"{"sub":"\#(client.id)"}"#)
            let stranger = try await TestClient.exchanger(server, guarding: [])
            #expect(try await !server.isActive(token, for: stranger))
        }
    }

    @Test("what the acting client revokes ends alone; another client revokes nothing")
    func revocation() async throws {
        try await TestServer.run { server async throws in
            let (client, other) = (try await TestClient.exchanger(server), try await TestClient.exchanger(server))
            let login = try await server.house.login(audience: Self.api).token
            let token = try #require(try await client.exchange(login)["access_token"])
            let sibling = try #require(try await client.exchange(login)["access_token"])
            for (asker, isRevoked) in [(other, false), (client, true)] {
                #expect(try await asker.ask([("token", token)], at: "/oauth/revoke").status == 200)
                #expect(try await server.house.isRevoked(token) == isRevoked)
            }
            for text in [login, sibling] { #expect(try await !server.house.isRevoked(text)) }
        }
    }

    @Test("taking back by client, by account, by jti and by scope finds exchanged tokens, and counts them")
    func taken() async throws {
        try await TestServer.run { server async throws in
            let (house, client) = (server.house, try await TestClient.exchanger(server))
            let rows: [(String, @Sendable (String) -> RevocationRequest, Int)] = [
                ("client", { _ in RevocationRequest(client: client.id) }, 1),
                ("account", { _ in RevocationRequest(account: "ana") }, 1),
                ("jti", { RevocationRequest(jti: $0) }, 1),
                ("scope", { _ in RevocationRequest(scope: "notes:read") }, 1),
                ("client and scope", { _ in RevocationRequest(client: client.id, scope: "notes:read") }, 1),
                ("client and another scope", { _ in RevocationRequest(client: client.id, scope: "notes:write") }, 0),
                ("another account", { _ in RevocationRequest(account: "ben") }, 0),
            ]
            for (name, request, count) in rows {
                let login = try await house.login(audience: Self.api)
                let given = try await client.exchange(login.token, ["scope": "notes:read"])
                let token = try #require(given["access_token"])
                let jti = try #require(try house.verified(token).identifier)
                let found = try await Tokens.takeBack(request(jti), in: house.database, at: Self.now)
                #expect(found.exchanged == count, "\(name)")
                #expect(try await house.isRevoked(token) == (count == 1), "\(name)")
                try await house.authority.tokens.takeBack(login.id, of: house.ana, at: Self.now)
            }
        }
    }

    @Test("a client that is disabled has nothing any more, and stays until what it got has expired")
    func disabled() async throws {
        try await TestServer.run { server async throws in
            let (house, client) = (server.house, try await TestClient.exchanger(server))
            let next = try await TestClient.exchanger(server)
            let login = try await house.login(audience: Self.api).token
            let token = try #require(try await client.exchange(login)["access_token"])
            // What another client got for it goes as well.
            let further = try #require(try await next.exchange(token)["access_token"])
            let clients = house.authority.clients
            await #expect(throws: OAuthRefusal.self) { try await clients.remove(client.id, at: Self.now) }
            #expect(try await clients.disable(client.id, at: Self.now).exchanged == 1)
            for text in [token, further] { #expect(try await house.isRevoked(text)) }
            #expect(try await !house.isRevoked(login))
            #expect(try await client.exchange(login)["error"] == "invalid_client")
            await #expect(throws: OAuthRefusal.self) { try await clients.remove(client.id, at: Self.now) }
            let later = Self.now + 2 * 86_400
            try await house.authority.upkeep.sweep(at: later)
            #expect(try await house.count("exchanged_tokens") == 0)
            try await clients.remove(client.id, at: later)
        }
    }

    @Test("an exchanged token opens neither the issuer's own API nor userinfo")
    func doors() async throws {
        try await TestServer.run { server async throws in
            let own = try await TestClient.exchanger(server, guarding: []) { $0.isFirstParty = true }
            let token = try #require(try await own.exchange(server.house.login().token)["access_token"])
            #expect(try await server.send(.get, "/api/tokens", [.bearer(token)]).status == 401)
            let person = try await TestClient(server)
            let access = try #require(try await person.redeem(person.code())["access_token"])
            let guardian = try await TestClient.exchanger(server)
            let given = try #require(try await guardian.exchange(access)["access_token"])
            #expect(try await server.send(.get, "/oauth/userinfo", [.bearer(access)]).status == 200)
            // It has no `openid`.
            #expect(try await server.send(.get, "/oauth/userinfo", [.bearer(given)]).status == 403)
        }
    }

    @Test("a pairwise subject stays the one that the API knows, and an account's own claims stay in the token")
    func claims() async throws {
        try await TestServer.run { server async throws in
            let house = server.house
            try await house.database.write { db in
                try Account.setClaims(
                    id: house.ana.id, profile: "{}", claims: #"{"https://example.com/tier":"gold"}"#, in: db)
            }
            let person = try await TestClient(server) { $0.subjectType = "pairwise" }
            let access = try #require(try await person.redeem(person.code())["access_token"])
            let before = try house.verified(access)
            #expect(before.subject.hasPrefix("sub_"))
            let given = try await TestClient.exchanger(server).exchange(access)
            let after = try house.verified(try #require(given["access_token"]))
            #expect(after.subject == before.subject && after.authTime == before.authTime)
            #expect(after.acr == before.acr && after.amr == before.amr)
            #expect(after["https://example.com/tier"]?.string == "gold")
        }
    }
}
