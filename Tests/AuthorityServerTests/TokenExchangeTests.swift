// Token exchange (RFC 8693): what is given for which token, what it says, how long it lives, and what it dies with.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@Suite("Token exchange")
struct TokenExchangeTests {
    static let now = TestAuthority.now
    static let api = TestAuthority.api

    @Test("the answer says what was given, and the token who acts for whom")
    func answer() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient.exchanger(server)
            let token = try await server.house.login(audience: Self.api).token
            let answer = try await client.exchange(
                token, ["scope": "notes:read", "requested_token_type": TestClient.accessTokenType])
            #expect(answer.status == 200 && answer.header("Cache-Control") == "no-store", "\(answer.text)")
            #expect(
                Set(answer.json?.members?.map(\.name) ?? [])
                    == ["access_token", "issued_token_type", "token_type", "expires_in", "scope"])
            #expect(answer["issued_token_type"] == TestClient.accessTokenType)
            #expect(answer["token_type"] == "Bearer" && answer["scope"] == "notes:read")
            #expect(answer.json?["expires_in"]?.integer == 600)
            let given = try server.house.verified(try #require(answer["access_token"]))
            #expect(given.subject == "usr_ana" && given.clientID == client.id)
            #expect(given.scopes.names == ["notes:read"] && given.expiresAt == Self.now + 600)
            #expect(given[.actor]?.text == #"{"sub":"\#(client.id)"}"#)
            #expect(given[.confirmation] == nil)
        }
    }

    /// A kind of token that can be exchanged: how a test gets one, whose it is, and what takes it back.
    enum Kind: String, CaseIterable, Sendable {
        case login, named, opaque, grant, sealed, program, exchanged
    }

    /// A token of a kind for the API, with `notes:read` and `tasks:read`.
    private static func token(
        _ kind: Kind,
        _ server: TestServer
    ) async throws -> (text: String, subject: String, end: @Sendable () async throws -> Void) {
        let (house, scopes) = (server.house, ["notes:read", "tasks:read"])
        switch kind {
        case .login, .named, .opaque:
            let caller = try await house.authority.accounts.vouch(for: Username("ana"))
            let request = TokenRequest(
                scopes: scopes, name: kind == .login ? nil : "ci", form: kind == .opaque ? .opaque : .jwt)
            let issued = try await house.authority.tokens.issue(request, to: caller, at: server.now)
            return (
                issued.token, "usr_ana",
                { try await house.authority.tokens.takeBack(issued.id, of: house.ana, at: server.now) }
            )
        case .grant, .sealed:
            if kind == .sealed {
                var change = APIChange()
                change.format = "opaque"
                _ = try await house.authority.apis.change(Self.api, change)
            }
            let client = try await TestClient(server)
            let answer = try await client.redeem(client.code(scope: "openid notes:read tasks:read"))
            let grant = try #require(try await house.authority.consents.live(of: house.ana).first)
            return (
                try #require(answer["access_token"]), "usr_ana",
                { try await house.authority.consents.takeBack(grant.id, of: house.ana, at: server.now) }
            )
        case .program:
            let client = try await house.guardian(guarding: [], holding: scopes)
            let answer = try await server.form("/oauth/token", "grant_type=client_credentials", [client.basic])
            return (
                try #require(answer["access_token"]), client.id,
                { _ = try await house.authority.clients.disable(client.id, at: server.now) }
            )
        case .exchanged:
            let login = try await token(.login, server)
            let answer = try await TestClient.exchanger(server).exchange(login.text)
            return (try #require(answer["access_token"]), login.subject, login.end)
        }
    }

    @Test("for each kind of token one with less is given, and it dies with that one", arguments: Kind.allCases)
    func kinds(kind: Kind) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient.exchanger(server)
            let source = try await Self.token(kind, server)
            let answer = try await client.exchange(source.text, ["scope": "notes:read", "resource": Self.api])
            #expect(answer.status == 200 && answer["scope"] == "notes:read", "\(answer.text)")
            let token = try #require(answer["access_token"])
            if kind == .sealed {
                #expect(OpaqueToken.isSealed(token))
            } else {
                let given = try server.house.verified(token)
                #expect(given.subject == source.subject && given.clientID == client.id)
                #expect(given[.actor]?["sub"]?.string == client.id)
                #expect((given[.actor]?["act"] != nil) == (kind == .exchanged))
                // The scopes of OpenID Connect stay between the person and the client of the sign-in.
                #expect(try await client.exchange(source.text)["scope"] == "notes:read tasks:read")
            }
            for scope in ["notes:write", "openid", "nonsense", "notes:read notes:write"] {
                #expect(try await client.exchange(source.text, ["scope": scope])["error"] == "invalid_scope", "\(scope)")
            }
            #expect(try await server.isActive(token, for: client))
            try await source.end()
            #expect(try await !server.isActive(token, for: client))
            if kind != .sealed { #expect(try await server.house.isRevoked(token)) }
            #expect(try await client.exchange(source.text)["error"] == "invalid_request")
            #expect(try await client.exchange(token)["error"] == "invalid_request")
        }
    }

    /// Parameters that are changed, and the error.
    static let wrong: [([String: String?], String)] = [
        (["subject_token": nil], "invalid_request"), (["subject_token_type": nil], "invalid_request"),
        (["subject_token": "x"], "invalid_request"), (["subject_token": "a.b.c"], "invalid_request"),
        (["subject_token": "tessera_pat_0000000000000000000000000000004dx2sC"], "invalid_request"),
        (["subject_token_type": "access_token"], "invalid_request"),
        (["subject_token_type": "urn:ietf:params:oauth:token-type:id_token"], "invalid_request"),
        (["subject_token_type": "urn:ietf:params:oauth:token-type:refresh_token"], "invalid_request"),
        (["subject_token_type": "urn:ietf:params:oauth:token-type:saml2"], "invalid_request"),
        (["actor_token": "x"], "invalid_request"),
        (["actor_token_type": TestClient.accessTokenType], "invalid_request"),
        (["actor_token": "x", "actor_token_type": TestClient.accessTokenType], "invalid_request"),
        (["actor_token": "x", "actor_token_type": "x"], "invalid_request"),
        (["requested_token_type": "urn:ietf:params:oauth:token-type:id_token"], "invalid_request"),
        (["requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"], "invalid_request"),
        (["resource": "urn:other"], "invalid_target"), (["resource": "https://auth.example.com"], "invalid_target"),
        (["audience": "urn:none"], "invalid_target"), (["resource": "nonsense"], "invalid_target"),
        (["resource": api, "audience": "urn:other"], "invalid_target"),
        (["scope": "notes:write tasks:write"], "invalid_scope"), (["scope": "x"], "invalid_scope"),
    ]

    @Test("what does not go together, or asks for more, is refused by the word of the standard", arguments: wrong)
    func mistakes(changes: [String: String?], error: String) async throws {
        try await TestServer.run { server async throws in
            try await server.house.addAPI("urn:other")
            let client = try await TestClient.exchanger(server, guarding: [Self.api, "urn:other"])
            let token = try await Self.token(.named, server).text
            #expect(try await client.exchange(token)["error"] == nil)
            let answer = try await client.exchange(token, changes)
            #expect(answer.status == 400 && answer["error"] == error, "\(answer.text)")
            #expect(answer["error_description"]?.contains(token) == false)
        }
    }

    @Test("an opaque token is no JWT, and a signed one is")
    func types() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient.exchanger(server)
            let type = ["subject_token_type": "urn:ietf:params:oauth:token-type:jwt"]
            for (kind, status) in [(Kind.named, 200), (.opaque, 400), (.sealed, 400)] {
                let answer = try await client.exchange(try await Self.token(kind, server).text, type)
                #expect(answer.status == status, "\(kind)")
            }
        }
    }

    @Test("a login token for the issuer is for any API where the account holds something, at a client of this house")
    func loginToken() async throws {
        try await TestServer.run { server async throws in
            let (house, issuer) = (server.house, server.house.issuer.value)
            _ = try await house.authority.apis.create(
                identifier: "urn:files", name: "Files", scopes: [APIScope(scope: "files:read", sentence: "Read")],
                at: Self.now)
            _ = try await house.authority.apis.grant(nil, of: "urn:files", to: house.ana)
            let own = try await TestClient.exchanger(server, guarding: []) {
                ($0.isFirstParty, $0.defaultAPI) = (true, "urn:files")
            }
            let (ana, ben) = (try await house.login().token, try await house.login("ben").token)
            let rows: [(String, [String: String?], String, String)] = [
                (ana, ["resource": Self.api, "scope": "notes:read"], Self.api, "notes:read"),
                (ana, ["audience": Self.api], Self.api, TestAuthority.scopes.joined(separator: " ")),
                (ana, [:], "urn:files", "files:read"), (ben, ["resource": Self.api], Self.api, "notes:read"),
            ]
            for (token, changes, audience, scope) in rows {
                let answer = try await own.exchange(token, changes)
                let given = try house.verified(try #require(answer["access_token"]), audience: audience)
                #expect(given.scopes.description == scope && answer["scope"] == scope)
            }
            for (token, changes, error) in [
                (ana, ["resource": issuer], "invalid_target"), (ana, ["resource": "urn:none"], "invalid_target"),
                (ben, ["resource": "urn:files"], "invalid_scope"),
                (ben, ["resource": Self.api, "scope": "notes:write"], "invalid_scope"),
            ] as [(String, [String: String?], String)] {
                #expect(try await own.exchange(token, changes)["error"] == error, "\(changes)")
            }
            // No one else's client, whatever it guards, and not what a person gave to one program.
            let other = try await TestClient.exchanger(server)
            #expect(try await other.exchange(ana, ["resource": Self.api])["error"] == "invalid_request")
            #expect(try await own.exchange(house.named().token)["error"] == "invalid_request")
        }
    }

    @Test("it lives no longer than what it was given for, nor than its API lets its tokens")
    func life() async throws {
        try await TestServer.run { server async throws in
            let (house, client) = (server.house, try await TestClient.exchanger(server))
            let login = try await house.login(audience: Self.api)
            let named = try await house.named(expiresIn: 86_400)
            for (token, seconds) in [(login.token, 600), (named.token, 600)] {
                #expect(try await client.exchange(token).json?["expires_in"]?.integer == seconds)
            }
            var change = APIChange()
            change.lifetime = 60
            _ = try await house.authority.apis.change(Self.api, change)
            #expect(try await client.exchange(named.token).json?["expires_in"]?.integer == 60)
            change.lifetime = 86_400
            _ = try await house.authority.apis.change(Self.api, change)
            server.wait(890)
            let last = try await client.exchange(login.token)
            #expect(last.json?["expires_in"]?.integer == 10)
            #expect(try await client.exchange(try #require(last["access_token"])).json?["expires_in"]?.integer == 10)
            // A named token that was rolled ends before it expires.
            _ = try await house.authority.tokens.roll(named.id, overlap: 3_600, of: nil, at: server.now)
            #expect(try await client.exchange(named.token).json?["expires_in"]?.integer == 3_600)
            server.wait(10)
            #expect(try await client.exchange(login.token)["error"] == "invalid_request")
        }
    }

    @Test("what the owner lost since is not given, and whoever was shut out gives nothing")
    func lost() async throws {
        try await TestServer.run { server async throws in
            let (house, client) = (server.house, try await TestClient.exchanger(server))
            let token = try await Self.token(.grant, server).text
            func lose(_ scope: String) async throws {
                try await house.database.write { db in
                    try AccountScopes.remove(scope, from: house.ana.id, of: Self.api, in: db)
                }
            }
            try await lose("tasks:read")
            #expect(try await client.exchange(token)["scope"] == "notes:read")
            #expect(try await client.exchange(token, ["scope": "tasks:read"])["error"] == "invalid_scope")
            let given = try #require(try await client.exchange(token)["access_token"])
            try await lose("notes:read")
            #expect(try await client.exchange(token)["error"] == "invalid_scope")
            // Without the revocations that go with it: the account alone decides as well.
            try await house.database.write { db in _ = try Account.disable(id: house.ana.id, at: Self.now, in: db) }
            #expect(try await client.exchange(token)["error"] == "invalid_request")
            #expect(try await !server.isActive(given, for: client))
        }
    }
}
