// A46: another's identifiers: they are neither listed nor taken back, and their existence is not told.

import Authority
import AuthorityServer
import HTTPTypes
import Support
import Testing

@Suite("A46 access to another's tokens")
struct A46ForeignTokens {
    @Test("ben can neither see nor take back what ana has")
    func tokens() async throws {
        try await TestServer.run { server async throws in
            let theirs = [try await server.house.named(at: server.now), try await server.house.login(at: server.now)]
            let ben = try await server.login("ben")
            #expect(try await server.send(.get, "/api/tokens", [ben]).text == #"{"tokens":[]}"#)
            let missing = try await server.send(.delete, "/api/tokens/tok_none", [ben])
            for token in theirs {
                let answer = try await server.send(.delete, "/api/tokens/\(token.id)", [ben])
                #expect(answer.status == 404)
                #expect(answer.text == missing.text)
                #expect(try await !server.house.isRevoked(token.token, at: server.now))
            }
        }
    }

    @Test("ben can neither see nor take back what ana allowed")
    func grants() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let access = try #require(try await client.redeem(client.code())["access_token"])
            let grant = try await server.house.authority.consents.live(of: server.house.ana)[0].id
            let ben = try await server.login("ben")
            #expect(try await !server.send(.get, "/api/grants", [ben]).text.contains(grant))
            let missing = try await server.send(.delete, "/api/grants/grt_AAAAAAAAAAAAAAAA", [ben])
            let answer = try await server.send(.delete, "/api/grants/\(grant)", [ben])
            #expect(answer.status == 404 && answer.text == missing.text)
            let browser = TestBrowser(server)
            try await browser.signIn("ben", password: TestAuthority.bensPassword)
            #expect(try await !browser.get("/account/apps").text.contains(grant))
            #expect(try await browser.post("/account/apps/\(grant)/remove", browser.formToken).status == 404)
            #expect(try await !server.house.isRevoked(access, at: server.now))
        }
    }
}
