// The API of development mode, guarded as a user's would be.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JOSE
import OAuth
import SampleAPI
import Support
import Testing
import TokenVerifier

@Suite("Sample API")
struct SampleAPITests {
    static func sample(_ issuer: TestIssuer) throws -> some ApplicationProtocol {
        let router = Router()
        router.get("open") { _, _ in "open" }
        SampleAPI.addRoutes(to: router, verifier: try issuer.verifier())
        return Application(router: router)
    }

    @Test("its scopes, in order, each with a sentence")
    func scopes() {
        #expect(SampleAPI.scopes.map(\.name) == ["notes:read", "notes:write", "tasks:read", "tasks:write"])
        #expect(SampleAPI.scopes.allSatisfy { Scope($0.name) != nil && !$0.sentence.isEmpty })
    }

    @Test("who I am")
    func me() async throws {
        let issuer = try TestIssuer()
        let token = try issuer.fresh("notes:read tasks:write")
        try await Self.sample(issuer).test(.router) { client in
            let (answer, text) = try await client.ask("/dev/api/me", token: token)
            #expect(answer.status == 200)
            let json = try JSONDocument.object(parsing: Array(text.utf8))
            #expect(json["sub"]?.string == "usr_1")
            #expect(json["client_id"]?.string == "tessera")
            #expect(json["scope"]?.string == "notes:read tasks:write")
            #expect(json["aud"]?.string == "https://api.example")
            #expect((600...900).contains(json["expires_in"]?.integer ?? 0))
            #expect(try await client.ask("/dev/api/me").answer.code == "token_missing")
            #expect(try await client.ask("/open").answer.status == 200)
        }
    }

    @Test("each scope opens its own door and no other", arguments: SampleAPI.scopes.map(\.name))
    func doors(scope: String) async throws {
        let issuer = try TestIssuer()
        let token = try issuer.fresh(scope)
        try await Self.sample(issuer).test(.router) { client in
            for name in ["notes", "tasks"] {
                let read = try await client.ask("/dev/api/\(name)", token: token)
                #expect(read.answer.status == (scope == "\(name):read" ? 200 : 403))
                let write = try await client.ask(
                    "/dev/api/\(name)", .post, token: token, body: #"{"text":"x"}"#)
                #expect(write.answer.status == (scope == "\(name):write" ? 201 : 403))
            }
        }
    }

    @Test("what is written is read again, by its writer alone")
    func shelves() async throws {
        let issuer = try TestIssuer()
        let mine = try issuer.fresh("notes:read notes:write tasks:read")
        let other = try issuer.token(subject: "usr_2", issuedAt: today)
        try await Self.sample(issuer).test(.router) { client in
            let created = try await client.ask(
                "/dev/api/notes", .post, token: mine, body: #"{"text":"né\n"}"#)
            #expect(created.answer.status == 201)
            #expect(created.text == #"{"id":1,"text":"né\u000a"}"#)
            #expect(
                try await client.ask("/dev/api/notes", token: mine).text
                    == #"{"notes":[{"id":1,"text":"né\u000a"}]}"#)
            #expect(try await client.ask("/dev/api/notes", token: other).text == #"{"notes":[]}"#)
            #expect(try await client.ask("/dev/api/tasks", token: mine).text == #"{"tasks":[]}"#)
        }
    }

    @Test("a shelf keeps the newest hundred")
    func bound() async throws {
        let issuer = try TestIssuer()
        let token = try issuer.fresh("notes:read notes:write")
        try await Self.sample(issuer).test(.router) { client in
            for number in 1...105 {
                _ = try await client.ask(
                    "/dev/api/notes", .post, token: token, body: #"{"text":"\#(number)"}"#)
            }
            let text = try await client.ask("/dev/api/notes", token: token).text
            let notes = try JSONDocument.object(parsing: Array(text.utf8))["notes"]?.elements ?? []
            #expect(notes.compactMap { $0["text"]?.string } == (6...105).map(String.init))
        }
    }

    @Test(
        "a body that is not as it should be: 400 and what was wrong",
        arguments: [
            ("", "JSON"), ("{", "JSON"), ("[]", "object"), ("{}", "text must"),
            (#"{"text":""}"#, "text must"),
            (#"{"text":7}"#, "text must"), (#"{"text":"a","text":"b"}"#, "twice"),
            (#"{"text":"a","b":1}"#, "member b"),
        ]
    )
    func badBodies(body: String, why: String) async throws {
        let issuer = try TestIssuer()
        let token = try issuer.fresh("notes:write")
        try await Self.sample(issuer).test(.router) { client in
            let (answer, _) = try await client.ask("/dev/api/notes", .post, token: token, body: body)
            #expect(answer.status == 400)
            #expect(answer.code == "invalid_request")
            #expect(answer.problem?["detail"]?.string?.contains(why) ?? false)
        }
    }

    @Test("a body that is too long: 413")
    func longBody() async throws {
        let issuer = try TestIssuer()
        let token = try issuer.fresh("notes:write")
        let body = #"{"text":"\#(String(repeating: "x", count: 20_000))"}"#
        try await Self.sample(issuer).test(.router) { client in
            let (answer, _) = try await client.ask("/dev/api/notes", .post, token: token, body: body)
            #expect(answer.status == 413)
        }
    }
}
