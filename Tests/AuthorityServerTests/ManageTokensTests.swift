// Listing the caller's named tokens and taking tokens back.

import HTTPTypes
import JOSE
import Support
import Testing

@Suite("List and take back")
struct ManageTokensTests {
    @Test("the list has everything but the tokens")
    func list() async throws {
        try await TestServer.run { server async throws in
            let login = try await server.login()
            #expect(try await server.send(.get, "/api/tokens", [login]).text == #"{"tokens":[]}"#)
            let made = try await server.token(#"{"name":"my laptop","scopes":["notes:read"]}"#, as: login)
            let other = try await server.token(#"{"name":"theirs"}"#, as: try await server.login("ben"))
            #expect(made.status == 201 && other.status == 201)

            let answer = try await server.send(.get, "/api/tokens", [login])
            #expect(answer.status == 200)
            #expect(answer.header("Cache-Control") == "no-store")
            let tokens = try #require(answer.json?["tokens"]?.elements)
            #expect(tokens.count == 1)
            let token = try #require(tokens.first)
            #expect(
                token.members?.map(\.name) == [
                    "id", "name", "audience", "scopes", "created_at", "expires_at", "form", "description",
                    "last_used_at", "last_used_from", "ends_at", "successor",
                ])
            #expect(token["form"]?.string == "jwt" && token["description"]?.string == "")
            for name in ["last_used_at", "last_used_from", "ends_at", "successor"] {
                #expect(token[name]?.isNull == true)
            }
            #expect(token["id"]?.string == made["id"])
            #expect(token["name"]?.string == "my laptop")
            #expect(token["audience"]?.string == TestAuthority.api)
            #expect(token["scopes"]?.elements?.compactMap(\.string) == ["notes:read"])
            let time = #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/#
            #expect(token["created_at"]?.string?.wholeMatch(of: time) != nil)
            #expect(token["expires_at"]?.string?.wholeMatch(of: time) != nil)
            #expect(!answer.text.contains("eyJ"))
        }
    }

    @Test("of ten, one is taken back: its bit is set, the other nine stay")
    func delete() async throws {
        try await TestServer.run { server async throws in
            let login = try await server.login()
            var made: [TestAnswer] = []
            for number in 0..<10 { made.append(try await server.token(#"{"name":"token \#(number)"}"#, as: login)) }
            let id = try #require(made[4]["id"])
            let answer = try await server.send(.delete, "/api/tokens/\(id)", [login])
            #expect(answer.status == 204)
            #expect(answer.body.isEmpty)
            for (number, token) in made.enumerated() {
                let isRevoked = try await server.house.isRevoked(try #require(token["token"]))
                #expect(isRevoked == (number == 4))
            }
            let left = try await server.send(.get, "/api/tokens", [login]).json?["tokens"]?.elements
            #expect(left?.count == 9)
            #expect(left?.contains { $0["id"]?.string == id } == false)
            // Twice is no mistake.
            #expect(try await server.send(.delete, "/api/tokens/\(id)", [login]).status == 204)
        }
    }

    @Test("a session ends itself")
    func session() async throws {
        try await TestServer.run { server async throws in
            let login = try await server.token(#"{"audience":"https://auth.example.com"}"#)
            let (token, id) = (try #require(login["token"]), try #require(login["id"]))
            #expect(try await server.send(.delete, "/api/tokens/\(id)", [.bearer(token)]).status == 204)
            let after = try await server.send(.get, "/api/tokens", [.bearer(token)])
            #expect(after.status == 401)
            #expect(after.code == "revoked")
        }
    }

    @Test(
        "what is not one's own is not found",
        arguments: ["tok_none", "%00", "tok_%00", "..%2f", "'%20OR%201=1", "*", String(repeating: "a", count: 9_000)])
    func unknown(id: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.delete, "/api/tokens/\(id)", [try await server.login()])
            #expect(answer.status == 404)
            #expect(answer.code == "not_found")
        }
    }

    @Test("nobody lists or takes back without credentials", arguments: [HTTPRequest.Method.get, .delete])
    func nobody(method: HTTPRequest.Method) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(method, method == .get ? "/api/tokens" : "/api/tokens/tok_1")
            #expect(answer.status == 401)
            #expect(answer.code == "token_missing")
        }
    }
}
