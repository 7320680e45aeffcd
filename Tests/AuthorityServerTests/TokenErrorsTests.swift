// What goes wrong when a token is asked for: each with its status, its code and one sentence.

import HTTPTypes
import JOSE
import Support
import Testing

@Suite("Token errors")
struct TokenErrorsTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: Int
        let code: String
        let fields: [HTTPField]
        let body: String?
        let says: String

        init(_ name: String, _ status: Int, _ code: String, _ fields: [HTTPField], _ body: String?, says: String = "") {
            (testDescription, self.status, self.code) = (name, status, code)
            (self.fields, self.body, self.says) = (fields, body, says)
        }
    }

    static let rows: [Row] = [
        Row("nobody", 401, "token_missing", [], "{}", says: "who is asking?"),
        Row("nobody, no body", 401, "token_missing", [], nil),
        Row("wrong password", 401, "credentials_invalid", [.basic("ana", "wrong")], "{}"),
        Row("unknown user", 401, "credentials_invalid", [.basic("nobody", "wrong")], "{}"),
        Row("no user", 401, "credentials_invalid", [.basic("", "wrong")], "{}"),
        Row("no password", 400, "invalid_request", [.basic("ana", "")], "{}", says: "1 to 1024 bytes"),
        Row("wrong password in JSON", 401, "credentials_invalid", [], #"{"username":"ana","password":"wrong"}"#),
        Row("username alone", 400, "invalid_request", [], #"{"username":"ana"}"#, says: "both"),
        Row("password alone", 400, "invalid_request", [], #"{"password":"wrong"}"#, says: "both"),
        Row("both ways", 400, "invalid_request", [.ana], #"{"username":"ana","password":"wrong"}"#, says: "not in both"),
        Row(
            "a number as password", 400, "invalid_request", [], #"{"username":"ana","password":12345678}"#,
            says: "password must be a string"),
        Row("an unregistered API", 400, "invalid_target", [.ana], #"{"audience":"https://x.example"}"#),
        Row("NUL in an audience", 400, "invalid_target", [.ana], #"{"audience":"https://x.example\u0000"}"#),
        Row("an unknown scope", 400, "invalid_scope", [.ana], #"{"scopes":["admin"]}"#, says: "admin"),
        Row(
            "a scope of another API", 400, "invalid_scope", [.ana],
            #"{"audience":"https://auth.example.com","scopes":["notes:read"]}"#),
        Row(
            "a scope that the account lacks", 400, "invalid_scope", [.ben], #"{"scopes":["notes:write"]}"#,
            says: "does not hold"),
        Row(
            "scopes in one text", 400, "invalid_request", [.ana], #"{"scopes":"notes:read"}"#,
            says: "array of strings"),
        Row("a number among scopes", 400, "invalid_request", [.ana], #"{"scopes":["notes:read",1]}"#),
        Row("too long", 400, "invalid_request", [.ana], #"{"expires_in":901}"#, says: "1 to 900"),
        Row(
            "too long for a named one", 400, "invalid_request", [.ana], #"{"name":"a","expires_in":31536001}"#,
            says: "1 to 31536000"),
        Row("seconds as text", 400, "invalid_request", [.ana], #"{"expires_in":"900"}"#, says: "whole number"),
        Row("half a second", 400, "invalid_request", [.ana], #"{"expires_in":0.5}"#),
        Row("a googol of seconds", 400, "invalid_request", [.ana], #"{"expires_in":1e100}"#),
        Row("an empty name", 400, "invalid_request", [.ana], #"{"name":""}"#),
        Row(
            "a named token for the issuer", 400, "invalid_target", [.ana],
            #"{"name":"a","audience":"https://auth.example.com"}"#),
        Row(
            "a misspelt member", 400, "invalid_request", [.ana], #"{"scope":["notes:read"]}"#,
            says: "unknown member scope"),
        Row("a member twice", 400, "invalid_request", [.ana], #"{"name":"a","name":"b"}"#, says: "twice"),
        Row("no object", 400, "invalid_request", [.ana], "[]"),
        Row("no JSON", 400, "invalid_request", [.ana], "name=a"),
        Row("cut short", 400, "invalid_request", [.ana], #"{"name":"#),
        Row("two objects", 400, "invalid_request", [.ana], "{}{}"),
    ]

    @Test("refused", arguments: rows)
    func refused(row: Row) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.post, "/api/tokens", row.fields, body: row.body)
            #expect(answer.status == row.status)
            #expect(answer.code == row.code)
            #expect(answer.json?.members?.map(\.name) == ["type", "title", "status", "code", "detail"])
            #expect(answer.json?["status"]?.integer == row.status)
            let detail = try #require(answer["detail"])
            #expect(detail.contains(row.says), "\(detail)")
            #expect(answer.header("Cache-Control") == "no-store")
            #expect((answer.header("WWW-Authenticate") != nil) == (row.status == 401))
            for table in ["sessions", "named_tokens"] { #expect(try await server.house.count(table) == 0) }
        }
    }

    @Test(
        "what is not there",
        arguments: [
            (HTTPRequest.Method.get, "/nope"), (.get, "/api"), (.put, "/api/tokens"), (.get, "/api/password"),
            (.post, "/api/tokens/tok_1"), (.delete, "/api/tokens"), (.post, "/"), (.get, "/api/tokens/tok_1"),
            (.options, "/api/tokens"), (.patch, "/api/tokens"), (.get, "/dev/api/me"),
        ])
    func notFound(method: HTTPRequest.Method, path: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(method, path, [.ana])
            #expect(answer.status == 404)
            #expect(answer.code == "not_found")
        }
    }
}
