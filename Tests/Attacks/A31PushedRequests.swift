// A31: the name of a pushed request that is another client's, over, used, guessed, or inside another request.

import Authority
import HTTPTypes
import OAuth
import SQL
import Support
import Testing

@Suite("A31 pushed requests")
struct A31PushedRequests {
    @Test("of another client, guessed, cut, or changed in one sign: one answer, on a page, that leads nowhere")
    func foreign() async throws {
        try await TestServer.run { server async throws in
            let (client, other) = (try await TestClient(server), try await TestClient(server))
            let name = try #require(try await client.pushed().last?.value)
            let prefix = "urn:ietf:params:oauth:request_uri:"
            for (id, uri) in [
                (other.id, name), (client.id, String(name.dropLast())), (client.id, name + "A"), (client.id, prefix),
                (client.id, prefix + String(name.dropFirst(prefix.count)).uppercased()), (client.id, prefix + "1"),
            ] {
                let query = FormParameters.text([("client_id", id), ("request_uri", uri), ("redirect_uri", TestClient.callback)])
                let answer = try await TestBrowser(server).get("/oauth/authorize?\(query)")
                #expect(answer.status == 400 && answer.header("Location") == nil, "\(uri)")
                #expect(answer.text.contains("invalid_request_uri"))
            }
        }
    }

    @Test("the name of one inside of another is refused, pushed or in a request object")
    func inside() async throws {
        try await TestServer.run { server async throws in
            let signing = try await SigningClient(server)
            let client = signing.client
            let name = try #require(try await client.pushed().last?.value)
            let nested = try await client.push(client.parameters() + [("request_uri", name)])
            #expect(nested.status == 400 && nested["request_uri"] == nil)
            let object = try signing.object(["request_uri": SigningClient.value("\"\(name)\"")])
            #expect(try await client.push(client.parameters() + [("request", object)])["error"] == "invalid_request_object")
            #expect(try await TestBrowser(server).authorize(client.parameters() + [("request", object)])["code"] == nil)
        }
    }

    @Test("it is over after 90 seconds")
    func over() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let (first, second) = (try await client.pushed(), try await client.pushed())
            server.wait(89)
            #expect(try await TestBrowser(server).authorize(first)["code"] != nil)
            server.wait(1)
            #expect(try await TestBrowser(server).get("/oauth/authorize?\(FormParameters.text(second))").status == 400)
        }
    }

    @Test("a mark of another request does not keep it alive")
    func foreignMark() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let (first, second) = (try await client.pushed(), try await client.pushed())
            let browser = TestBrowser(server)
            try await browser.get("/oauth/authorize?\(FormParameters.text(first))")
            let back = FormParameters.of((browser.location ?? "").utf8).first?.value ?? ""
            let mark = try #require(FormParameters.of(back.utf8).first { $0.name == "tessera_sign_in" })
            server.wait(91)
            let query = FormParameters.text(second + [mark])
            #expect(try await browser.get("/oauth/authorize?\(query)").status == 400)
        }
    }

    @Test("of fifty approvals at once, one has a code")
    func race() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server) { $0.isFirstParty = true }
            let browser = TestBrowser(server)
            try await browser.signIn()
            let path = "/oauth/authorize?\(FormParameters.text(try await client.pushed()))"
            let cookie = try #require(browser.cookie)
            let codes = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        let answer = try await server.send(.get, path, [.field("Cookie", cookie)])
                        return answer.header("Location")?.contains("code=") ?? false
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(codes == 1)
        }
    }

    @Test("only a digest of the name is kept, and a client that does not prove itself pushes nothing")
    func kept() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let name = try #require(try await client.pushed().last?.value)
            let hash = try await server.house.database.read { db in
                try db.query("SELECT hash FROM pushed_requests").first?.text("hash")
            }
            #expect(!name.hasSuffix(try #require(hash)))
            let form = FormParameters.text(client.parameters())
            for fields in [[], [.basic(client.id, "wrong")]] as [[HTTPField]] {
                let answer = try await server.send(
                    .post, "/oauth/par", fields, body: form, type: "application/x-www-form-urlencoded")
                #expect(answer.status == 401 && answer["error"] == "invalid_client")
            }
        }
    }
}
