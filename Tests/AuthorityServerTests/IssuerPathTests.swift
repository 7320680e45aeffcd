// An issuer with a path: everything stands under it, and the metadata where RFC 8414 wants it.

import AuthorityServer
import HTTPTypes
import JOSE
import Support
import Testing

@Suite("Issuer with a path")
struct IssuerPathTests {
    static let issuer = "https://example.com/auth/main"

    @Test(
        "paths under the issuer",
        arguments: [
            "/auth/main", "/auth/main/healthz", "/auth/main/readyz", "/auth/main/.well-known/jwks.json",
            "/.well-known/oauth-authorization-server/auth/main",
            "/auth/main/.well-known/oauth-authorization-server", "/auth/main/status/1",
        ])
    func under(path: String) async throws {
        try await TestServer.run(issuer: Self.issuer) { server async throws in
            _ = try await server.login()
            #expect(try await server.send(.get, path).status == 200)
        }
    }

    @Test(
        "nothing beside it",
        arguments: [
            "/", "/healthz", "/.well-known/jwks.json", "/.well-known/oauth-authorization-server", "/status/1",
            "/auth", "/auth/api/tokens", "/api/tokens",
        ])
    func beside(path: String) async throws {
        try await TestServer.run(issuer: Self.issuer) { server async throws in
            _ = try await server.login()
            #expect(try await server.send(.get, path, [.ana]).status == 404)
        }
    }

    @Test("a token from there names the path in all its URLs, and the guards stand there too")
    func token() async throws {
        try await TestServer.run(issuer: Self.issuer) { server async throws in
            let answer = try await server.send(.post, "/auth/main/api/tokens", [.ana])
            #expect(answer.status == 201)
            let token = try server.house.verified(try #require(answer["token"]), at: server.now)
            #expect(token.issuer == Self.issuer)
            #expect(token["status"]?["status_list"]?["uri"]?.string == "https://example.com/auth/main/status/1")
            let metadata = try await server.send(.get, "/.well-known/oauth-authorization-server/auth/main")
            #expect(metadata["issuer"] == Self.issuer)
            #expect(metadata["jwks_uri"] == "https://example.com/auth/main/.well-known/jwks.json")

            let own = try await server.send(
                .get, "/auth/main/api/tokens", [try await server.login(), .field("Origin", "https://example.com")])
            #expect(own.status == 200)
            let foreign = try await server.send(
                .get, "/auth/main/api/tokens", [.field("Sec-Fetch-Site", "cross-site")])
            #expect(foreign.code == "cross_site_request")
        }
    }
}
