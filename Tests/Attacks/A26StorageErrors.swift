// A26: a database that fails: nothing is called good, nothing is called ended, and nothing is half-done.

import Authority
import HTTPTypes
import JOSE
import Records
import SQL
import Support
import Testing

@Suite("A26 storage errors")
struct A26StorageErrors {
    @Test("a database that is gone: every answer is a 503 or 500, never a 200 and never a verdict")
    func gone() async throws {
        try await TestServer.run { server async throws in
            let client = try await server.house.guardian()
            let login = try await server.login()
            let (opaque, signed) = (try await server.house.opaque(), try await server.house.named())
            try server.house.breakDatabase()
            for token in [opaque.token, signed.token] {
                let answers = [
                    try await server.form("/oauth/introspect", "token=\(token)", [client.basic]),
                    try await server.form("/oauth/revoke", "token=\(token)", [client.basic]),
                    try await server.send(.post, "/oauth/revoke-leaked", body: #"{"tokens":["\#(token)"]}"#),
                ]
                for answer in answers {
                    #expect(answer.status == 503)
                    #expect(answer["error"] == "temporarily_unavailable")
                    #expect(answer.header("Retry-After") == "5")
                    #expect(!answer.text.contains("active"))
                }
            }
            for answer in [
                try await server.send(.delete, "/api/tokens/\(opaque.id)", [login]),
                try await server.send(.post, "/api/tokens/\(opaque.id)/roll", [login], body: "{}"),
                try await server.send(
                    .post, "/api/token-uses", [client.basic], body: #"{"uses":[{"jti":"1.2.x","at":1}]}"#),
            ] { #expect(answer.status == 500) }
        }
    }

    @Test(
        "a write that fails gives no token, uses nothing up, and takes nothing back by half",
        arguments: ["status_changes", "authorizations"])
    func flows(table: String) async throws {
        try await TestServer.run { server async throws in
            let (client, browser) = (try await TestClient(server), TestBrowser(server))
            let tokens = try await client.redeem(client.code(in: browser))
            let (token, access) = (try #require(tokens["refresh_token"]), try #require(tokens["access_token"]))
            let code = try await client.code(in: browser)
            let grant = try await server.house.authority.consents.live(of: server.house.ana)[0].id
            try await browser.get("/account/apps")
            let form = browser.formToken
            _ = try await server.house.database.write { db throws in
                for change in ["INSERT", "UPDATE"] {
                    try db.execute(
                        """
                        CREATE TRIGGER full_\(change) BEFORE \(change) ON \(table)
                        BEGIN SELECT RAISE(ABORT, 'disk full'); END
                        """)
                }
            }
            try await browser.post("/account/apps/\(grant)/remove", form)
            #expect(browser.page.status >= 500)
            if table == "authorizations" {
                for answer in [try await client.redeem(code), try await client.refresh(token)] {
                    #expect(answer.status >= 500 && answer["access_token"] == nil, "\(answer.text)")
                }
            }
            #expect(try await !server.house.isRevoked(access, at: server.now))
            _ = try await server.house.database.write { db throws in
                for change in ["INSERT", "UPDATE"] { try db.execute("DROP TRIGGER full_\(change)") }
            }
            #expect(try await client.redeem(code).status == 200)
            #expect(try await client.refresh(token).status == 200)
            try await browser.post("/account/apps/\(grant)/remove", form)
            #expect(try await server.house.isRevoked(access, at: server.now))
        }
    }

    /// The log is what verifiers hear of: a row that is marked without it would be a token that lives on everywhere.
    @Test("a log that can't be written leaves the token as it was", arguments: ["roll", "delete", "leaked"])
    func half(way: String) async throws {
        try await TestServer.run { server async throws in
            let login = try await server.login()
            let client = try await server.house.guardian()
            let opaque = try await server.house.opaque()
            _ = try await server.house.database.write { db throws in
                try db.execute(
                    """
                    CREATE TRIGGER full BEFORE INSERT ON status_changes
                    BEGIN SELECT RAISE(ABORT, 'disk full'); END
                    """)
            }
            let answer =
                switch way {
                case "roll": try await server.send(.post, "/api/tokens/\(opaque.id)/roll", [login], body: "{}")
                case "delete": try await server.send(.delete, "/api/tokens/\(opaque.id)", [login])
                default:
                    try await server.send(
                        .post, "/oauth/revoke-leaked", body: #"{"tokens":["\#(opaque.token)"]}"#)
                }
            #expect(answer.status >= 500)
            #expect(try await server.house.count("named_tokens") == 1)
            #expect(try await server.house.count("status_changes") == 0)
            let state = try await server.form("/oauth/introspect", "token=\(opaque.token)", [client.basic])
            #expect(state.json?["active"]?.bool == true)
            _ = try await server.house.database.write { try $0.execute("DROP TRIGGER full") }
            #expect(try await server.send(.delete, "/api/tokens/\(opaque.id)", [login]).status == 204)
            let ended = try await server.form("/oauth/introspect", "token=\(opaque.token)", [client.basic])
            #expect(ended.text == #"{"active":false}"#)
        }
    }
}
