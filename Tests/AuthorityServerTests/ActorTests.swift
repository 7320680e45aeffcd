// Who acts in an exchanged token: the client, an actor whose token is shown, and those who acted before (RFC 8693 §4.1).

import Authority
import HTTPTypes
import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@Suite("Actors of exchanged tokens")
struct ActorTests {
    static let now = TestAuthority.now
    static let api = TestAuthority.api

    @Test("who acted before stands behind who acts, four in all; an exchanged token gives only less again")
    func chain() async throws {
        try await TestServer.run { server async throws in
            var token = try await server.house.login(audience: Self.api).token
            var tokens: [String] = []
            var act: String?
            var scopes = TestAuthority.scopes
            for _ in 0..<4 {
                let client = try await TestClient.exchanger(server)
                let answer = try await client.exchange(token, ["scope": scopes.joined(separator: " ")])
                token = try #require(answer["access_token"])
                tokens.append(token)
                act = #"{"sub":"\#(client.id)"\#(act.map { #","act":"# + $0 } ?? "")}"#
                let given = try server.house.verified(token)
                #expect(given[.actor]?.text == act && given.subject == "usr_ana" && given.clientID == client.id)
                // Once given away, a scope does not come back.
                for lost in TestAuthority.scopes where !scopes.contains(lost) && tokens.count < 4 {
                    #expect(try await client.exchange(token, ["scope": lost])["error"] == "invalid_scope")
                }
                if scopes.count > 1 { scopes.removeLast() }
            }
            let last = try await TestClient.exchanger(server).exchange(token)
            #expect(last["error"] == "invalid_request")
            #expect(last["error_description"]?.contains("4 times") == true)
            // Taking one back takes what came of it, and nothing that it came of.
            let revoked = try await server.send(.post, "/oauth/revoke-leaked", body: #"{"tokens":["\#(tokens[1])"]}"#)
            #expect(revoked.status == 202)
            var states: [Bool] = []
            for token in tokens { states.append(try await server.house.isRevoked(token)) }
            #expect(states == [false, true, true, true])
        }
    }

    @Test("an actor's token says who acts through the client, and the token dies with either")
    func actor() async throws {
        try await TestServer.run { server async throws in
            let (house, client) = (server.house, try await TestClient.exchanger(server))
            let subject = try await house.login(audience: Self.api)
            for takesBackActor in [true, false] {
                let actor = try await house.login("ben", audience: Self.api)
                let answer = try await client.exchange(
                    subject.token, ["actor_token": actor.token, "actor_token_type": TestClient.accessTokenType])
                let token = try #require(answer["access_token"])
                let given = try house.verified(token)
                #expect(given.subject == "usr_ana" && given.scopes.names == TestAuthority.scopes)
                #expect(given[.actor]?.text == #"{"sub":"usr_ben","client_id":"\#(client.id)"}"#)
                #expect(try await !house.isRevoked(token))
                let (end, owner) = takesBackActor ? (actor, house.ben) : (subject, house.ana)
                try await house.authority.tokens.takeBack(end.id, of: owner, at: Self.now)
                #expect(try await house.isRevoked(token))
                #expect(try await !server.isActive(token, for: client))
            }
        }
    }

    @Test("the client's own token as the actor's says no more than the client itself")
    func ownActor() async throws {
        try await TestServer.run { server async throws in
            let grant = TestClient.exchangeGrant
            let client = try await TestClient.exchanger(server) { $0.grantTypes = [grant, "client_credentials"] }
            _ = try await server.house.authority.clients.grant(["notes:read"], of: nil, to: client.id)
            let own = try #require(try await client.ask([("grant_type", "client_credentials")])["access_token"])
            let answer = try await client.exchange(
                server.house.login(audience: Self.api).token,
                ["actor_token": own, "actor_token_type": "urn:ietf:params:oauth:token-type:jwt"])
            let given = try server.house.verified(try #require(answer["access_token"]))
            #expect(given[.actor]?.text == #"{"sub":"\#(client.id)"}"#)
        }
    }

    @Test("an actor's token must be as good as the subject's, and lives as long")
    func unfitActors() async throws {
        try await TestServer.run { server async throws in
            let (house, client) = (server.house, try await TestClient.exchanger(server))
            let subject = try await house.login(audience: Self.api).token
            func ask(_ actor: String) async throws -> TestAnswer {
                try await client.exchange(
                    subject, ["actor_token": actor, "actor_token_type": TestClient.accessTokenType])
            }
            try await house.addAPI("urn:other")
            let exchanged = try #require(try await client.exchange(subject)["access_token"])
            let over = try await house.login("ben", audience: Self.api)
            try await house.authority.tokens.takeBack(over.id, of: house.ben, at: Self.now)
            let elsewhere = try await house.login("ben", audience: "urn:other").token
            for (name, actor) in [
                ("exchanged", exchanged), ("taken back", over.token), ("for another API", elsewhere),
                ("for the issuer", try await house.login("ben").token), ("junk", "x"),
            ] {
                let answer = try await ask(actor)
                #expect(answer.status == 400 && answer["error"] == "invalid_request", "\(name)")
                #expect(answer["error_description"]?.contains("actor_token") == true, "\(name)")
            }
            let short = try await house.named("ben", expiresIn: 30).token
            #expect(try await ask(short).json?["expires_in"]?.integer == 30)
            let last = try await house.login("ben", audience: Self.api).token
            try await house.database.write { db in _ = try Account.disable(id: house.ben.id, at: Self.now, in: db) }
            #expect(try await ask(last)["error"] == "invalid_request")
        }
    }
}
