// Getting a token: by Basic, by JSON, with a login token, and with every option.

import Authority
import AuthorityServer
import HTTPTypes
import JOSE
import OAuth
import Records
import Support
import Testing

@Suite("Get a token")
struct GetTokenTests {
    static let all = TestAuthority.scopes.joined(separator: " ")

    struct Way: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let fields: [HTTPField]
        let body: String?

        init(_ name: String, _ fields: [HTTPField], _ body: String?) {
            (testDescription, self.fields, self.body) = (name, fields, body)
        }
    }

    static let ways = [
        Way("Basic without a body", [.ana], nil),
        Way("Basic with an empty body", [.ana], ""),
        Way("Basic with an empty object", [.ana], "{}"),
        Way("Basic in another case", [.field("Authorization", HTTPField.ana.value.replacing("Basic", with: "bAsIc"))], "{}"),
        Way("Basic without padding", [.field("Authorization", HTTPField.ana.value.replacing("=", with: ""))], "{}"),
        Way("Basic, name in another case", [.basic("ANA", TestAuthority.anasPassword)], "{}"),
        Way("JSON", [], #"{"username":"ana","password":"correct horse battery staple"}"#),
        Way("JSON with nulls", [], #"{"username":"ana","password":"correct horse battery staple","scopes":null,"name":null}"#),
    ]

    @Test("a login token for the default API", arguments: ways)
    func login(way: Way) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.post, "/api/tokens", way.fields, body: way.body)
            #expect(answer.status == 201)
            #expect(answer.header("Content-Type") == "application/json")
            #expect(answer.header("Cache-Control") == "no-store")
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            #expect(answer.json?.members?.map(\.name) == ["token", "token_type", "expires_in", "scope", "id"])
            #expect(answer["token_type"] == "Bearer")
            #expect(answer.json?["expires_in"]?.integer == 900)
            #expect(answer["scope"] == Self.all)
            #expect(answer["id"]?.hasPrefix("ses_") == true)
            let token = try server.house.verified(try #require(answer["token"]), at: server.now)
            #expect(token.subject == server.house.ana.id)
            #expect(token.scopes.description == Self.all)
        }
    }

    struct Option: Sendable, CustomTestStringConvertible {
        let body: String
        var audience = TestAuthority.api
        var scope = GetTokenTests.all
        var seconds = 900
        var kind = "ses_"

        var testDescription: String { body }
    }

    static let options = [
        Option(body: #"{"scopes":["notes:read"]}"#, scope: "notes:read"),
        Option(body: #"{"scopes":["tasks:read","notes:read"]}"#, scope: "tasks:read notes:read"),
        Option(body: #"{"scopes":[]}"#, scope: ""),
        Option(body: #"{"audience":"https://api.example.com"}"#),
        Option(body: #"{"audience":"https://auth.example.com"}"#, audience: "https://auth.example.com", scope: ""),
        Option(body: #"{"expires_in":1}"#, seconds: 1),
        Option(body: #"{"name":"my laptop"}"#, seconds: 2_592_000, kind: "tok_"),
        Option(
            body: #"{"name":"日記","expires_in":31536000,"scopes":["notes:write"]}"#, scope: "notes:write",
            seconds: 31_536_000, kind: "tok_"),
    ]

    @Test("options", arguments: options)
    func option(row: Option) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.post, "/api/tokens", [try await server.login()], body: row.body)
            #expect(answer.status == 201)
            #expect(answer["scope"] == row.scope)
            #expect(answer["id"]?.hasPrefix(row.kind) == true)
            let seconds = try #require(answer.json?["expires_in"]?.integer)
            #expect(seconds == row.seconds)
            let token = try server.house.verified(
                try #require(answer["token"]), audience: row.audience, at: server.now)
            #expect(token.audience == [row.audience])
        }
    }

    @Test("a login token gives another of its own session")
    func session() async throws {
        try await TestServer.run { server async throws in
            let first = try await server.token(#"{"audience":"https://auth.example.com"}"#)
            let second = try await server.token("{}", as: .bearer(try #require(first["token"])))
            #expect(second.status == 201)
            #expect(second["id"] == first["id"])
            #expect(second["token"] != first["token"])
        }
    }
}
