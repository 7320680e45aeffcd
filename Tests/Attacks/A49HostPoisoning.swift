// A49: Host and X-Forwarded-* from strangers: the issuer comes from the settings alone.

import AuthorityServer
import HTTPTypes
import JOSE
import Support
import Testing

@Suite("A49 Host and X-Forwarded poisoning")
struct A49HostPoisoning {
    static let poison: [HTTPField] = [
        .field("Host", "evil.example"), .field("X-Forwarded-Host", "evil.example"),
        .field("X-Forwarded-Proto", "http"), .field("X-Forwarded-Port", "666"),
        .field("Forwarded", "for=evil.example;host=evil.example;proto=http"), .field("X-Original-URL", "/evil"),
        .field("X-Forwarded-Prefix", "/evil"), .field("X-Rewrite-URL", "/evil"),
    ]

    @Test(
        "no answer repeats them",
        arguments: [
            "/", "/.well-known/oauth-authorization-server", "/.well-known/jwks.json", "/status/1", "/nope",
        ])
    func documents(path: String) async throws {
        try await TestServer.run { server async throws in
            _ = try await server.login()
            let (plain, poisoned) = (
                try await server.send(.get, path), try await server.send(.get, path, Self.poison)
            )
            #expect(poisoned.status == plain.status)
            #expect(poisoned.text == plain.text)
            #expect(!"\(poisoned.headers)".contains("evil"))
        }
    }

    @Test("a token names the issuer of the settings, and an Origin of the forged host is foreign")
    func token() async throws {
        try await TestServer.run(behindProxy: true) { server async throws in
            let answer = try await server.send(.post, "/api/tokens", Self.poison + [.ana])
            #expect(answer.status == 201)
            let token = try server.house.verified(try #require(answer["token"]), at: server.now)
            #expect(token.issuer == "https://auth.example.com")
            let foreign = try await server.send(
                .get, "/api/tokens", Self.poison + [.ana, .field("Origin", "http://evil.example")])
            #expect(foreign.code == "cross_site_request")
        }
    }
}
