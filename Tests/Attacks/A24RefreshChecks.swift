// A24: a refresh that does not ask again what was asked at the beginning: account, client, consent, session, rights, API.

import Authority
import HTTPTypes
import OAuth
import Records
import SQL
import Support
import Testing

@Suite("A24 refresh without checks")
struct A24RefreshChecks {
    enum Change: String, CaseIterable, Sendable {
        case accountDisabled, clientDisabled, clientUnregistered, consentTakenBack, consentOfAdministrator, sessionEnded
        case passwordChanged, rightsLost, apiWithoutScope
    }

    private static func apply(_ change: Change, _ server: TestServer, _ client: TestClient, _ browser: TestBrowser)
        async throws
    {
        let (house, now) = (server.house, server.now)
        let authority = house.authority
        switch change {
        case .accountDisabled: try await authority.accounts.disable(Username("ana"), at: now)
        case .clientDisabled: _ = try await authority.clients.disable(client.id, at: now)
        case .clientUnregistered:
            try await authority.clients.change(client.id, at: server.now) { $0.grantTypes = ["authorization_code"] }
        case .consentTakenBack:
            try await authority.consents.takeBack(authority.consents.live(of: house.ana)[0].id, of: house.ana, at: now)
        case .consentOfAdministrator:
            try await authority.consents.takeBack(authority.consents.live(of: house.ana)[0].id, of: nil, at: now)
        case .sessionEnded:
            try await browser.get("/account/apps")
            try await browser.post("/logout", browser.formToken)
        case .passwordChanged:
            try await authority.accounts.setPassword(of: Username("ana"), to: Password("another password of ana"), at: now)
        case .rightsLost:
            _ = try await house.database.write { db in
                try AccountScopes.remove("notes:read", from: house.ana.id, of: TestAuthority.api, in: db)
                for scope in TestAuthority.scopes {
                    try AccountScopes.remove(scope, from: house.ana.id, of: TestAuthority.api, in: db)
                }
            }
        case .apiWithoutScope:
            _ = try await authority.apis.removeScope("notes:read", from: TestAuthority.api, at: now)
        }
    }

    @Test("what changed since is asked at each refresh, and the old access token is not left to live on", arguments: Change.allCases)
    func changed(change: Change) async throws {
        try await TestServer.run { server async throws in
            let (client, browser) = (try await TestClient(server), TestBrowser(server))
            let tokens = try await client.redeem(client.code(in: browser))
            let (token, access) = (try #require(tokens["refresh_token"]), try #require(tokens["access_token"]))
            server.wait(1)
            try await Self.apply(change, server, client, browser)
            let answer = try await client.refresh(token)
            switch change {
            case .clientDisabled: #expect(answer["error"] == "invalid_client")
            case .clientUnregistered: #expect(answer["error"] == "unauthorized_client")
            case .apiWithoutScope where answer.status == 200: #expect(answer["scope"] == "openid")
            default: #expect(answer["error"] == "invalid_grant")
            }
            if answer.status != 200 { #expect(answer["access_token"] == nil && answer["refresh_token"] == nil) }
            let isLeft: [Change] = [.clientUnregistered, .rightsLost]
            #expect(try await server.house.isRevoked(access, at: server.now) != isLeft.contains(change))
        }
    }

    @Test("one scope less of the account is one scope less in the next token")
    func narrower() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let tokens = try await client.redeem(client.code(scope: "openid notes:read tasks:read"))
            _ = try await server.house.database.write { db in
                try AccountScopes.remove("tasks:read", from: server.house.ana.id, of: TestAuthority.api, in: db)
            }
            let answer = try await client.refresh(try #require(tokens["refresh_token"]))
            #expect(answer["scope"] == "openid notes:read")
        }
    }

    @Test("a client that was let in again has to ask anew")
    func again() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let token = try #require(try await client.redeem(client.code())["refresh_token"])
            _ = try await server.house.authority.clients.disable(client.id, at: server.now)
            try await server.house.authority.clients.enable(client.id)
            #expect(try await client.refresh(token)["error"] == "invalid_grant")
        }
    }
}
