// The bodies that the API takes: JSON or nothing, of known members, once each, and not too much.

import HTTPTypes
import JOSE
import Support
import Testing

@Suite("Bodies")
struct BodyTests {
    static let routes: [(HTTPRequest.Method, String)] = [
        (.post, "/api/tokens"), (.get, "/api/tokens"), (.delete, "/api/tokens/tok_1"), (.post, "/api/password"),
        (.post, "/api/revocations"),
    ]

    @Test(
        "only JSON",
        arguments: [
            "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml",
            "application/jsonx", "text/json", "application/json+x", "application/merge-patch+json", "*/*", "json", "",
            "application/ json",
        ])
    func types(type: String) async throws {
        try await TestServer.run { server async throws in
            for (method, path) in Self.routes {
                let answer = try await server.send(method, path, [try await server.login()], body: "{}", type: type)
                #expect(answer.status == 415, "\(method) \(path)")
                #expect(answer.code == "unsupported_media_type")
            }
        }
    }

    @Test(
        "JSON by any of its spellings",
        arguments: [
            "application/json", "Application/JSON", "application/json; charset=utf-8", "application/json;charset=UTF-8",
            "application/json ;x=y",
        ])
    func json(type: String) async throws {
        try await TestServer.run { server async throws in
            let login = try await server.login()
            #expect(try await server.send(.post, "/api/tokens", [login], body: "{}", type: type).status == 201)
        }
    }

    @Test("a body without a type")
    func noType() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.post, "/api/tokens", [.ana], body: "{}", type: nil)
            #expect(answer.code == "unsupported_media_type")
        }
    }

    @Test("two types")
    func twoTypes() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(
                .post, "/api/tokens", [.ana, .field("Content-Type", "text/plain")], body: "{}")
            #expect(answer.code == "unsupported_media_type")
        }
    }

    @Test("64 KiB are taken, a byte more is not, on every route")
    func limit() async throws {
        try await TestServer.run { server async throws in
            let login = try await server.login()
            let largest = "{" + String(repeating: " ", count: 65_534) + "}"
            #expect(try await server.send(.post, "/api/tokens", [login], body: largest).status == 201)
            for (method, path) in Self.routes {
                for type in ["application/json", "application/x-www-form-urlencoded", "text/plain"] {
                    let answer = try await server.send(method, path, [login], body: largest + " ", type: type)
                    #expect(answer.status == 413, "\(method) \(path)")
                    #expect(answer.code == "payload_too_large")
                }
            }
        }
    }

    @Test(
        "a form of one byte more is too large, in the words of the endpoint",
        arguments: ["/oauth/token", "/oauth/revoke", "/oauth/introspect"])
    func largeForm(path: String) async throws {
        try await TestServer.run { server async throws in
            let body = "a=" + String(repeating: "b", count: 65_535)
            let answer = try await server.send(.post, path, [], body: body, type: "application/x-www-form-urlencoded")
            #expect(answer.status == 413)
            #expect(answer.header("Content-Type")?.hasSuffix("json") == true && answer.json != nil)
        }
    }

    @Test("no query, whatever is in it", arguments: ["a=b", "name=laptop", "scopes=notes:read", "=", "x", "a=1&a=2"])
    func query(text: String) async throws {
        try await TestServer.run { server async throws in
            for (method, path) in Self.routes {
                let answer = try await server.send(method, "\(path)?\(text)", [try await server.login()])
                #expect(answer.status == 400, "\(method) \(path)")
                #expect(answer.code == "invalid_request")
            }
        }
    }

    @Test(
        "members that a route does not know",
        arguments: [
            #"{"Name":"a"}"#, #"{"nam\u0065s":["a"]}"#, #"{"":1}"#, #"{"access_token":"a"}"#, #"{"name\u0000":"a"}"#,
            #"{"expiresIn":1}"#, #"{"exp":1}"#,
        ])
    func unknown(body: String) async throws {
        try await TestServer.run { server async throws in
            for (method, path) in Self.routes {
                let answer = try await server.send(method, path, [try await server.login()], body: body)
                #expect(answer.status == 400, "\(method) \(path)")
                #expect(answer.code == "invalid_request")
            }
        }
    }

    @Test(
        "a member twice, also in disguise",
        arguments: [
            #"{"name":"a","name":"a"}"#, #"{"name":"a","n\u0061me":"b"}"#, #"{"scopes":[],"scopes":["notes:read"]}"#,
            #"{"username":"ana","password":"a","password":"correct horse battery staple"}"#,
        ])
    func duplicates(body: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.post, "/api/tokens", [try await server.login()], body: body)
            #expect(answer.code == "invalid_request")
            #expect(answer["detail"]?.contains("twice") == true)
        }
    }

    @Test("an unknown member of many bytes is cut in the answer")
    func cut() async throws {
        try await TestServer.run { server async throws in
            let body = #"{""# + String(repeating: "é", count: 10_000) + #"":1}"#
            let answer = try await server.send(.post, "/api/tokens", [.ana], body: body)
            #expect(answer.code == "invalid_request")
            #expect(answer.body.count < 600)
        }
    }
}
