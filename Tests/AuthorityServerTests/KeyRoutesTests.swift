// The signing keys at the API: for administrators, without a private half, and told to whoever listens.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@Suite("/api/keys")
struct KeyRoutesTests {
    private func withAdministrator(_ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
        try await TestServer.run { server async throws in
            let ana = try Username("ana")
            try await server.house.authority.accounts.setAdministrator(ana, to: true, at: server.now)
            try await body(server)
        }
    }

    @Test("the keys, their states and times, and nothing of their halves")
    func list() async throws {
        try await withAdministrator { server in
            let login = try await server.login()
            _ = try await server.send(.post, "/api/keys/rotate", [login], body: #"{"in":600,"algorithm":"Ed25519"}"#)
            let answer = try await server.send(.get, "/api/keys", [login])
            #expect(answer.status == 200)
            #expect(answer.header("Cache-Control") == "no-store")
            let keys = try #require(answer.json?["keys"]?.elements)
            #expect(keys.map { $0["state"]?.string } == ["active", "announced"])
            #expect(keys.map { $0["alg"]?.string } == ["ES256", "Ed25519"])
            #expect(keys[0]["signs_to"]?.string == keys[1]["signs_from"]?.string)
            #expect(Set(keys[0].members?.map(\.0) ?? []) == ["kid", "alg", "state", "created_at", "signs_from", "signs_to"])
        }
    }

    @Test("an emergency by the API: counted, done, published and told")
    func emergency() async throws {
        try await withAdministrator { server in
            let feed = server.house.authority.feed
            let subscription = try await feed.subscribe(after: nil, at: server.now)
            _ = await subscription.next()
            _ = try await server.house.named()
            let login = try await server.login()
            let old = server.house.authority.keys.active.keyID
            let body = #"{"emergency":true,"dry_run":true}"#
            let dry = try await server.send(.post, "/api/keys/rotate", [login], body: body)
            #expect(dry.status == 200)
            #expect(dry.json?["named_tokens"]?.integer == 1)
            #expect(dry.json?["withdrawn"]?.elements?.compactMap(\.string) == [old])
            #expect(dry.json?["kid"] == nil)
            #expect(server.house.authority.keys.active.keyID == old)

            let done = try await server.send(.post, "/api/keys/rotate", [login], body: #"{"emergency":true}"#)
            #expect(done.status == 200)
            let kid = try #require(done["kid"])
            #expect(await subscription.next() == [ChangeEvent(0, .keys)])
            let set = try await server.send(.get, "/.well-known/jwks.json")
            #expect(set.json?["keys"]?.elements?.map { $0["kid"]?.string } == [kid])
            // The login token was signed by the old key.
            #expect(try await server.send(.get, "/api/keys", [login]).code == "key_unknown")
            #expect(try await server.send(.get, "/api/keys", [.ana]).status == 200)
        }
    }

    @Test("who is no administrator learns nothing and changes nothing")
    func refused() async throws {
        try await withAdministrator { server in
            let ben = try await server.login("ben")
            for (method, path) in [(HTTPRequest.Method.get, "/api/keys"), (.post, "/api/keys/rotate")] {
                let answer = try await server.send(method, path, [ben])
                #expect(answer.status == 403)
                #expect(answer.code == "administrator_required")
                #expect(try await server.send(method, path).status == 401)
            }
            #expect(try await SigningKeys.list(server.house.database).count == 1)
        }
    }

    @Test(
        "what can't be asked for",
        arguments: [
            #"{"in":0}"#, #"{"in":-5}"#, #"{"in":2592001}"#, #"{"in":"24h"}"#, #"{"emergency":1}"#,
            #"{"emergency":true,"in":60}"#, #"{"algorithm":"HS256"}"#, #"{"algorithm":"none"}"#, #"{"kid":"x"}"#,
            #"{"in":9223372036854775807}"#,
        ])
    func wrong(body: String) async throws {
        try await withAdministrator { server in
            let answer = try await server.send(.post, "/api/keys/rotate", [.ana], body: body)
            #expect(answer.status == 400)
            #expect(answer.code == "invalid_request")
            #expect(try await SigningKeys.list(server.house.database).count == 1)
        }
    }
}
