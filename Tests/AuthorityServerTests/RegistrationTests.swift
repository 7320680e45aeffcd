// Clients that register themselves: who may, what they get, and how they look after it.

import Authority
import Fetching
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Registration by oneself")
struct RegistrationTests {
    @Test("is off by default: there is no such endpoint")
    func off() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.post, "/oauth/register", body: OwnClient.body())
            #expect(answer.status == 404)
            #expect(try await server.house.count("clients") == 0)
        }
    }

    @Test("the answer holds what was registered, defaults among it, and when the secret ends")
    func answered() async throws {
        try await OwnClient.run(["grant_types": nil, "unknown": #"{"a":[1]}"#]) { server, client async throws in
            let answer = client.answer
            #expect(answer.header("Cache-Control") == "no-store")
            #expect(answer.json?["client_secret_expires_at"]?.integer == 0)
            #expect(answer.json?["client_id_issued_at"]?.integer == server.now)
            #expect(answer["registration_client_uri"] == "https://auth.example.com\(client.place)")
            #expect(answer["token_endpoint_auth_method"] == "client_secret_basic")
            #expect(answer.json?["grant_types"]?.elements?.compactMap(\.string) == ["authorization_code"])
            #expect(answer.json?["response_types"]?.elements?.compactMap(\.string) == ["code"])
            #expect(answer.json?["unknown"] == nil)
        }
    }

    @Test("a public client has no secret, and none that ends")
    func isPublic() async throws {
        try await OwnClient.run(["token_endpoint_auth_method": #""none""#]) { server, client async throws in
            #expect(client.secret == nil && client.answer.json?["client_secret_expires_at"] == nil)
            #expect(try await client.redeem(client.code()).status == 200)
        }
    }

    @Test("with initial access tokens: one client for each, until it expires, also of fifty at once")
    func initial() async throws {
        try await TestServer.run(policy: ClientPolicy(registration: .token)) { server async throws in
            func register(_ token: String?) async throws -> TestAnswer {
                try await server.send(
                    .post, "/oauth/register", token.map { [.bearer($0)] } ?? [], body: OwnClient.body())
            }
            let registrations = server.house.authority.registrations
            let token = registrations.initialToken(lifetime: 60, at: server.now)
            for wrong in [nil, "", "tessera_ia_x.9999999999.x", token + "A", token.replacing(".18", with: ".19")] {
                let answer = try await register(wrong)
                #expect(answer.status == 401 || answer.status == 400, "\(wrong ?? "nil")")
                #expect(answer.status == 400 || answer.header("WWW-Authenticate")?.hasPrefix("Bearer") ?? false)
            }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 { group.addTask { try await register(token).status } }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 201 }.count == 1)
            #expect(try await register(token).status == 401)
            let late = registrations.initialToken(lifetime: 60, at: server.now)
            server.wait(60)
            #expect(try await register(late).status == 401)
            #expect(try await server.house.count("clients") == 1)
        }
    }

    @Test("from one address thirty a minute, and then a word on when to come again")
    func throttled() async throws {
        try await TestServer.run(policy: ClientPolicy(registration: .open)) { server async throws in
            for _ in 0..<30 {
                #expect(try await server.send(.post, "/oauth/register", body: OwnClient.body()).status == 201)
            }
            let answer = try await server.send(.post, "/oauth/register", body: OwnClient.body())
            #expect(answer.status == 429 && answer.header("Retry-After") == "60")
        }
    }

    @Test(
        "a client that proves itself and registered itself is heard only so often from one address",
        arguments: [("/oauth/par", 60, 201), ("/oauth/device_authorization", 30, 200)])
    func heardSoOften(path: String, times: Int, status: Int) async throws {
        let grants = #"["authorization_code","urn:ietf:params:oauth:grant-type:device_code"]"#
        try await OwnClient.run(["grant_types": grants]) { server, client in
            let secret = try #require(client.secret)
            let form = path == "/oauth/par" ? client.parameters() : [("scope", "notes:read")]
            func ask(_ id: String, _ secret: String) async throws -> TestAnswer {
                let own = form.filter { $0.name != "client_id" }
                return try await server.send(
                    .post, path, [.basic(id, secret)], body: FormParameters.text(own),
                    type: "application/x-www-form-urlencoded")
            }
            for _ in 0..<times { #expect(try await ask(client.id, secret).status == status) }
            let stopped = try await ask(client.id, secret)
            #expect(stopped.status == 429 && stopped.header("Retry-After") != nil)
            // One that an administrator registered is not counted.
            let known = try await TestClient(server) { metadata in
                metadata.grantTypes = ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"]
            }
            #expect(try await ask(known.id, known.secret ?? "").status == status)
        }
    }

    @Test("a client reads, changes and ends its registration with its token, and only with that")
    func managed() async throws {
        try await OwnClient.run { server, client async throws in
            let read = try await server.send(.get, client.place, [.bearer(client.token)])
            #expect(read.status == 200 && read["client_id"] == client.id && read["client_secret"] == nil)
            #expect(read["registration_access_token"] == client.token)
            let tokens = try await client.redeem(client.code())
            let body = OwnClient.body(["client_id": "\"\(client.id)\"", "client_name": #""Better notes""#])
            let changed = try await server.send(.put, client.place, [.bearer(client.token)], body: body)
            #expect(changed.status == 200 && changed["client_name"] == "Better notes")
            let gone = try await server.send(.delete, client.place, [.bearer(client.token)])
            #expect(gone.status == 204)
            #expect(try await server.house.isRevoked(try #require(tokens["access_token"])))
            #expect(try await server.send(.get, client.place, [.bearer(client.token)]).status == 401)
            let browser = TestBrowser(server)
            _ = try await browser.authorize(client.parameters())
            #expect(browser.page.status == 401 && browser.location == nil)
        }
    }

    @Test("with another's token, none, or a body that is not its own, nothing is changed")
    func foreign() async throws {
        try await OwnClient.run { server, client async throws in
            let other = try await OwnClient(server)
            for token in [other.token, "x", client.token + "A"] {
                let answer = try await server.send(.get, client.place, [.bearer(token)])
                #expect(answer.status == 401 && answer["error"] == "invalid_token")
                #expect(answer.header("WWW-Authenticate")?.hasPrefix("Bearer ") ?? false)
                #expect(try await server.send(.delete, client.place, [.bearer(token)]).status == 401)
            }
            #expect(try await server.send(.get, client.place).status == 401)
            for (name, value) in [
                ("client_id", "\"\(other.id)\""), ("client_secret", #""wrong""#),
                ("client_id_issued_at", "1"), ("registration_access_token", #""x""#),
            ] {
                var said: [String: String?] = ["client_id": "\"\(client.id)\"", "client_name": #""Evil""#]
                said[name] = value
                let body = OwnClient.body(said)
                let answer = try await server.send(.put, client.place, [.bearer(client.token)], body: body)
                #expect(answer.status == 400, "\(name)")
            }
            #expect(try await server.send(.put, client.place, [.bearer(client.token)], body: OwnClient.body()).status == 400)
            let read = try await server.send(.get, client.place, [.bearer(client.token)])
            #expect(read["client_name"] == "Notes")
        }
    }

    @Test("one that nobody allowed anything is forgotten after a week, one that is used is not")
    func swept() async throws {
        try await OwnClient.run { server, client async throws in
            _ = try await OwnClient(server)
            _ = try await client.code()
            let upkeep = server.house.authority.upkeep
            try await upkeep.sweep(at: server.now + 7 * 86_400)
            #expect(try await server.house.count("clients") == 2)
            try await upkeep.sweep(at: server.now + 8 * 86_400)
            #expect(try await server.house.count("clients") == 1)
            #expect(try await server.send(.get, client.place, [.bearer(client.token)]).status == 200)
        }
    }
}
