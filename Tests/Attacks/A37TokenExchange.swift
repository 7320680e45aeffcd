// A37: a token exchange that takes the wrong token: a foreign, an expired, a forged one, one for somebody else, or an ID token.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Records
import SQL
import Support
import Testing
import TokenVerifier

@Suite("A37 token exchange confusion", .timeLimit(.minutes(8)))
struct A37TokenExchange {
    static let now = TestAuthority.now
    static let api = TestAuthority.api
    static let identityType = "urn:ietf:params:oauth:token-type:id_token"

    /// A token of this issuer's own form and names, signed by any key.
    private static func forged(
        _ server: TestServer,
        by key: SigningKey,
        issuer: String? = nil,
        keyID: String? = nil
    ) throws -> String {
        let good = try AccessTokenClaims(
            issuer: Issuer(issuer ?? server.house.issuer.value), subject: "usr_ana", audience: api, clientID: "tessera",
            scopes: ScopeSet(parsing: "notes:write"), issuedAt: now, expiresAt: now + 600, identifier: "1.0.x",
            status: StatusReference(index: 0, uri: (issuer ?? server.house.issuer.value) + "/status/1")
        ).sign(with: key)
        guard let keyID else { return good }
        let parts = good.split(separator: ".", omittingEmptySubsequences: false)
        let payload = try Base64URL.decode(String(parts[1]))
        return try ForgedToken.signed(
            header: Array(#"{"alg":"ES256","kid":"\#(keyID)","typ":"at+jwt"}"#.utf8), payload: payload, by: key)
    }

    @Test("tokens of other issuers, by other keys, and unsigned ones are not exchanged, as subject or as actor")
    func foreign() async throws {
        try await TestServer.run { server async throws in
            let (client, house) = (try await TestClient.exchanger(server), server.house)
            let login = try await house.login(audience: Self.api).token
            let own = try #require(try UnverifiedToken(parsing: login).header.keyID)
            let stranger = try SigningKey.generate(.es256)
            let parts = login.split(separator: ".").map(String.init)
            let rows: [(String, String)] = [
                ("another issuer", try Self.forged(server, by: stranger, issuer: "https://other.example")),
                ("another key", try Self.forged(server, by: stranger)),
                ("another key by our name", try Self.forged(server, by: stranger, keyID: own)),
                (
                    "another issuer by our key's name",
                    try Self.forged(
                        server, by: stranger, issuer: "https://other.example", keyID: own)
                ),
                (
                    "unsigned",
                    ForgedToken.unsigned(
                        header: #"{"alg":"none","typ":"at+jwt"}"#,
                        payload: #"{"iss":"https://auth.example.com","sub":"usr_ana","aud":"\#(Self.api)"}"#)
                ),
                ("without its signature", parts[0] + "." + parts[1] + "."),
                ("twice", login + " " + login), ("its payload", parts[1]),
            ]
            for (name, token) in rows {
                let answer = try await client.exchange(token)
                #expect(answer.status == 400 && answer["error"] == "invalid_request", "\(name)")
                let acted = try await client.exchange(
                    login, ["actor_token": token, "actor_token_type": TestClient.accessTokenType])
                #expect(acted.status == 400 && acted["error"] == "invalid_request", "\(name)")
            }
            #expect(try await house.count("exchanged_tokens") == 0)
        }
    }

    @Test("a token that has expired, or was for another API, is not exchanged; nor one whose account was shut out")
    func unfit() async throws {
        try await TestServer.run { server async throws in
            let (house, client) = (server.house, try await TestClient.exchanger(server))
            try await house.addAPI("urn:other")
            let other = try await house.login(audience: "urn:other").token
            #expect(try await client.exchange(other)["error"] == "invalid_request")
            #expect(try await client.exchange(other, ["audience": Self.api])["error"] == "invalid_request")
            let (ana, ben) = (
                try await house.login(audience: Self.api).token, try await house.login("ben", audience: Self.api).token
            )
            #expect(try await client.exchange(ben).status == 200)
            try await house.authority.accounts.disable(Username("ben"), at: server.now)
            #expect(try await client.exchange(ben)["error"] == "invalid_request")
            server.wait(899)
            #expect(try await client.exchange(ana).status == 200)
            // No leeway: who exchanges at the last moment has a clock of ours.
            server.wait(1)
            #expect(try await client.exchange(ana)["error"] == "invalid_request")
        }
    }

    @Test("an ID token is never exchanged, whatever it is said to be and whoever shows it; nor is a code or a refresh token")
    func idTokens() async throws {
        try await TestServer.run { server async throws in
            let grant = TestClient.exchangeGrant
            let own = try await TestClient(server) {
                $0.grantTypes = ["authorization_code", "refresh_token", grant]
            }
            let tokens = try await own.redeem(own.code(scope: "openid notes:read"))
            let identity = try #require(tokens["id_token"])
            let code = try await own.code()
            for client in [own, try await TestClient.exchanger(server)] {
                let named = try await client.exchange(identity, ["subject_token_type": Self.identityType])
                #expect(named.status == 400 && named["error"] == "invalid_request")
                #expect(named["error_description"]?.contains("ID token") == true)
                for type in [TestClient.accessTokenType, "urn:ietf:params:oauth:token-type:jwt"] {
                    for text in [identity, code, try #require(tokens["refresh_token"])] {
                        let answer = try await client.exchange(text, ["subject_token_type": type])
                        #expect(answer.status == 400 && answer["error"] == "invalid_request")
                    }
                }
            }
            // None of it was used up.
            #expect(try await own.redeem(code).status == 200)
        }
    }

    @Test("a public client exchanges nothing, not even one that was registered for it before it became public")
    func publicClients() async throws {
        try await TestServer.run { server async throws in
            let house = server.house
            let token = try await house.login(audience: Self.api).token
            let client = try await TestClient.exchanger(server)
            // Past the rules that no desk passes.
            try await house.database.write { db in
                let text =
                    #"{"grant_types":["\#(TestClient.exchangeGrant)"],"token_endpoint_auth_method":"none"}"#
                _ = try Client.update(id: client.id, name: "Gateway", metadata: text, in: db)
            }
            let answer = try await server.form(
                "/oauth/token",
                FormParameters.text([
                    ("grant_type", TestClient.exchangeGrant), ("client_id", client.id), ("subject_token", token),
                    ("subject_token_type", TestClient.accessTokenType),
                ]))
            #expect(answer.status == 400 && answer["error"] == "unauthorized_client", "\(answer.text)")
        }
    }

    @Test("fifty exchanges at once, then the end of what they came from: a verifier refuses each of them")
    func fifty() async throws {
        try await TestServer.run { server async throws in
            let house = server.house
            let client = try await TestClient.exchanger(server)
            let person = try await TestClient(server)
            let login = try await house.login(audience: Self.api)
            let access = try #require(try await person.redeem(person.code())["access_token"])
            let given = try await withThrowingTaskGroup(of: String?.self) { group in
                for number in 0..<50 {
                    group.addTask { try await client.exchange(number % 2 == 0 ? login.token : access)["access_token"] }
                }
                return try await group.reduce(into: [String?]()) { $0.append($1) }.compactMap(\.self)
            }
            #expect(given.count == 50)
            let identifiers = try given.map { try house.verified($0).identifier }
            #expect(Set(identifiers).count == 50)
            func refused() async throws -> Int {
                let verifier = try TokenVerifier(
                    issuer: house.issuer.value, audience: Self.api, fetch: ServerFetch(server: server),
                    now: { server.now })
                var count = 0
                for token in given {
                    do throws(TokenRejection) {
                        _ = try await verifier.verify(token)
                    } catch {
                        #expect(error == .revoked)
                        count += 1
                    }
                }
                return count
            }
            #expect(try await refused() == 0)
            try await house.authority.tokens.takeBack(login.id, of: house.ana, at: server.now)
            #expect(try await refused() == 25)
            let grant = try #require(try await house.authority.consents.live(of: house.ana).first)
            try await house.authority.consents.takeBack(grant.id, of: house.ana, at: server.now)
            #expect(try await refused() == 50)
        }
    }

    @Test("exchanges that race with the end of their source leave nothing that lives", arguments: 0..<5)
    func race(round: Int) async throws {
        try await TestServer.run(on: .file) { server async throws in
            let client = try await TestClient.exchanger(server)
            let login = try await server.house.login(audience: Self.api)
            let given = try await withThrowingTaskGroup(of: String?.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        let given = try await client.exchange(login.token)["access_token"]
                        guard number == 10 else { return given }
                        try await server.house.authority.tokens.takeBack(
                            login.id, of: server.house.ana, at: server.now)
                        return given
                    }
                }
                return try await group.reduce(into: [String?]()) { $0.append($1) }.compactMap(\.self)
            }
            #expect(!given.isEmpty)
            for token in given { #expect(try await server.house.isRevoked(token)) }
        }
    }
}
