// A49: Host and X-Forwarded-* from strangers: the issuer comes from the settings alone.

import AuthorityServer
import HTTPTypes
import JOSE
import OAuth
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
            "/", "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration", "/.well-known/jwks.json",
            "/status/1", "/nope", "/account", "/account/apps", "/oauth/authorize", "/oauth/authorize?client_id=x", "/oauth/logout",
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

    @Test("the address at which a device's person signs in, and the issuer in an answer, are those of the settings")
    func flows() async throws {
        try await TestServer.run(behindProxy: true) { server async throws in
            let client = try await TestClient(server) {
                $0.grantTypes = ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"]
            }
            let device = try await client.ask([("scope", "notes:read")], Self.poison, at: "/oauth/device_authorization")
            #expect(device.status == 200 && !device.text.contains("evil"))
            #expect(device["verification_uri"] == "https://auth.example.com/device")
            let query = FormParameters.text(client.parameters(["prompt": "none"]))
            let answer = try await server.send(.get, "/oauth/authorize?\(query)", Self.poison)
            #expect(answer.header("Location")?.hasPrefix(TestClient.callback) ?? false)
            #expect(answer.header("Location")?.contains("iss=https%3A%2F%2Fauth.example.com") ?? false)
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
