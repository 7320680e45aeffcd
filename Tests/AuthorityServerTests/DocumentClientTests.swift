// Clients that are named by the URL of a document: how it is read, kept and read again.

import Authority
import Fetching
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Client id metadata documents")
struct DocumentClientTests {
    static let id = "https://client.example/oauth/notes.json"

    static func document(_ changes: [String: String?] = [:]) -> String {
        OwnClient.body(
            ["client_id": "\"\(id)\"", "token_endpoint_auth_method": #""none""#].merging(changes) { $1 })
    }

    /// Runs `body` with a document in its place.
    private func run(
        _ policy: ClientPolicy = ClientPolicy(),
        _ body: @escaping @Sendable (TestServer, TestFetch) async throws -> Void
    ) async throws {
        let fetch = TestFetch()
        fetch.put(Self.id, Self.document())
        try await TestServer.run(policy: policy, fetch: fetch) { try await body($0, fetch) }
    }

    @Test("such a client signs a person in, who sees the host of the document and is always asked")
    func whole() async throws {
        try await run { server, fetch async throws in
            let browser = TestBrowser(server)
            let answer = try await browser.authorize(OwnClient.parameters(of: Self.id))
            let tokens = try await OwnClient.redeem(try #require(answer["code"]), of: Self.id, at: server)
            #expect(tokens.status == 200)
            let access = try server.house.verified(try #require(tokens["access_token"]))
            #expect(access.clientID == Self.id && access.subject == "usr_ana")
            try await browser.get("/oauth/authorize?\(FormParameters.text(OwnClient.parameters(of: Self.id)))")
            #expect(browser.page.status == 200 && browser.page.text.contains("<strong>client.example</strong>"))
            #expect(browser.page.text.contains("Not verified"))
            #expect(fetch.asked == [Self.id])
        }
    }

    @Test("the metadata says so, unless it is off; then the document is not even asked for")
    func off() async throws {
        try await run { server, _ async throws in
            let metadata = try await server.send(.get, "/.well-known/oauth-authorization-server")
            #expect(metadata.json?["client_id_metadata_document_supported"]?.bool == true)
        }
        try await run(ClientPolicy(documents: .off)) { server, fetch async throws in
            let metadata = try await server.send(.get, "/.well-known/oauth-authorization-server")
            #expect(metadata.json?["client_id_metadata_document_supported"] == nil)
            let browser = TestBrowser(server)
            _ = try await browser.authorize(OwnClient.parameters(of: Self.id))
            #expect(browser.page.status == 401 && browser.location == nil && fetch.asked.isEmpty)
        }
    }

    @Test(
        "it is read again when its time is over, within five minutes and a day",
        arguments: [(nil, 3_600), ("no-store", 300), ("max-age=600", 600), ("max-age=9999999", 86_400)] as [(String?, Int)]
    )
    func freshness(cacheControl: String?, seconds: Int) async throws {
        let fetch = TestFetch()
        fetch.put(Self.id, Self.document(), cacheControl: cacheControl)
        try await TestServer.run(fetch: fetch) { server async throws in
            let path = "/oauth/authorize?\(FormParameters.text(OwnClient.parameters(of: Self.id)))"
            _ = try await server.send(.get, path)
            server.wait(seconds - 1)
            _ = try await server.send(.get, path)
            #expect(fetch.asked.count == 1)
            server.wait(1)
            _ = try await server.send(.get, path)
            #expect(fetch.asked.count == 2)
        }
    }

    @Test("a changed document changes the client; one that is gone, or became wrong, ends it")
    func changed() async throws {
        try await run { server, fetch async throws in
            let path = "/oauth/authorize?\(FormParameters.text(OwnClient.parameters(of: Self.id)))"
            #expect(try await server.send(.get, path).status == 303)
            fetch.put(Self.id, Self.document(["redirect_uris": #"["https://client.example/other"]"#]))
            server.wait(3_600)
            let moved = try await server.send(.get, path)
            #expect(moved.status == 400 && moved.text.contains("https://client.example/other"))
            fetch.put(Self.id, "gone", status: 404)
            server.wait(3_600)
            #expect(try await server.send(.get, path).status == 401)
        }
    }

    @Test("a site that is down for a while does not take its people's sign-ins with it, but for no more than a day")
    func down() async throws {
        try await run { server, fetch async throws in
            let path = "/oauth/authorize?\(FormParameters.text(OwnClient.parameters(of: Self.id)))"
            #expect(try await server.send(.get, path).status == 303)
            fetch.fail(Self.id, .timedOut(url: Self.id, seconds: 5))
            server.wait(3_600)
            #expect(try await server.send(.get, path).status == 303)
            server.wait(86_400)
            #expect(try await server.send(.get, path).status == 401)
        }
    }

    @Test("a fault is remembered for a minute: asking often fetches once")
    func faults() async throws {
        try await run { server, fetch async throws in
            fetch.put(Self.id, "{}")
            let path = "/oauth/authorize?\(FormParameters.text(OwnClient.parameters(of: Self.id)))"
            for _ in 0..<20 { _ = try await server.send(.get, path) }
            #expect(fetch.asked.count == 1)
            fetch.put(Self.id, Self.document())
            server.wait(60)
            #expect(try await server.send(.get, path).status == 303)
        }
    }

    @Test("an administrator shuts one out like any other")
    func disabled() async throws {
        try await run { server, fetch async throws in
            let path = "/oauth/authorize?\(FormParameters.text(OwnClient.parameters(of: Self.id)))"
            _ = try await server.send(.get, path)
            try await server.house.authority.clients.disable(Self.id, at: server.now)
            server.wait(7_200)
            #expect(try await server.send(.get, path).status == 401)
            #expect(fetch.asked.count == 1)
        }
    }

    @Test("those that nobody allowed anything are forgotten")
    func swept() async throws {
        try await run { server, _ async throws in
            _ = try await server.send(.get, "/oauth/authorize?\(FormParameters.text(OwnClient.parameters(of: Self.id)))")
            #expect(try await server.house.count("clients") == 1)
            try await server.house.authority.upkeep.sweep(at: server.now + 9 * 86_400)
            #expect(try await server.house.count("clients") == 0)
        }
    }
}
