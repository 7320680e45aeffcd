// Rolling a token over HTTP, and the members with which an opaque or described one is made.

import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Roll a token")
struct RollTokenTests {
    @Test("an opaque token is made, listed, and rolled with an overlap")
    func roll() async throws {
        try await TestServer.run { server async throws in
            let login = try await server.login()
            let made = try await server.token(
                #"{"name":"ci","form":"opaque","description":"for the build","scopes":["notes:read"]}"#, as: login)
            #expect(made.status == 201)
            #expect(OpaqueToken(try #require(made["token"])) != nil)
            let id = try #require(made["id"])

            let rolled = try await server.send(
                .post, "/api/tokens/\(id)/roll", [login], body: #"{"overlap":86400,"expires_in":3600}"#)
            #expect(rolled.status == 201)
            #expect(rolled.header("Cache-Control") == "no-store")
            #expect(rolled.json?["expires_in"]?.integer == 3_600)
            #expect(rolled["scope"] == "notes:read")
            #expect(OpaqueToken(try #require(rolled["token"])) != nil)

            let list = try await server.send(.get, "/api/tokens", [login])
            let tokens = try #require(list.json?["tokens"]?.elements)
            let old = try #require(tokens.first { $0["id"]?.string == id })
            #expect(old["form"]?.string == "opaque" && old["description"]?.string == "for the build")
            #expect(old["successor"]?.string == rolled["id"])
            #expect(old["ends_at"]?.string == "2027-01-16T08:00:00Z")
            #expect(!list.text.contains("tessera_pat_"))

            let again = try await server.send(.post, "/api/tokens/\(id)/roll", [login], body: "{}")
            #expect(again.status == 409)
            #expect(again.code == "already_exists")
        }
    }

    @Test("without a body the old one ends at once")
    func atOnce() async throws {
        try await TestServer.run { server async throws in
            let login = try await server.login()
            let made = try await server.token(#"{"name":"ci"}"#, as: login)
            let id = try #require(made["id"])
            #expect(try await server.send(.post, "/api/tokens/\(id)/roll", [login]).status == 201)
            #expect(try await server.house.isRevoked(try #require(made["token"])))
        }
    }

    @Test(
        "what is refused",
        arguments: [
            (#"{"overlap":1}"#, 400, "invalid_request"), (#"{"overlap":"1h"}"#, 400, "invalid_request"),
            (#"{"expires_in":0}"#, 400, "invalid_request"), (#"{"name":"x"}"#, 400, "invalid_request"),
        ])
    func refused(body: String, status: Int, code: String) async throws {
        try await TestServer.run { server async throws in
            let login = try await server.login()
            let id = try #require(try await server.token(#"{"name":"ci"}"#, as: login)["id"])
            let answer = try await server.send(.post, "/api/tokens/\(id)/roll", [login], body: body)
            #expect(answer.status == status && answer.code == code)
        }
    }

    @Test("another's token, and nobody's request")
    func others() async throws {
        try await TestServer.run { server async throws in
            let made = try await server.token(#"{"name":"ci"}"#, as: try await server.login())
            let path = "/api/tokens/\(try #require(made["id"]))/roll"
            #expect(try await server.send(.post, path, [try await server.login("ben")]).status == 404)
            #expect(try await server.send(.post, path).code == "token_missing")
            // A named token makes no more of its kind.
            let named = try await server.send(.post, path, [.bearer(try #require(made["token"]))])
            #expect(named.code == "named_token_not_allowed")
        }
    }

    @Test("a form that there is none of", arguments: ["JWT", "paseto", ""])
    func form(name: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.token(#"{"name":"ci","form":"\#(name)"}"#)
            #expect(answer.status == 400 && answer.code == "invalid_request")
        }
    }
}
