// A21: a refresh token is used to get more than the person allowed: wider scopes, another API, what the account holds besides.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("A21 scope escalation")
struct A21ScopeEscalation {
    @Test("wider is refused, narrower is given, and neither ends the family")
    func refresh() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let tokens = try await client.redeem(client.code(scope: "openid notes:read tasks:read"))
            var token = try #require(tokens["refresh_token"])
            for scope in [
                "notes:write", "notes:read notes:write", "openid notes:read tasks:read email", "offline_access", "admin", "*",
                "NOTES:READ", "notes:rea", "notes:read,notes:write", "notes:read\u{301}",
            ] {
                let answer = try await client.refresh(token, [("scope", scope)])
                #expect(answer.status == 400 && answer["error"] == "invalid_scope", "\(scope)")
                #expect(answer["access_token"] == nil && answer["refresh_token"] == nil)
            }
            for (scope, given) in [("notes:read", "notes:read"), ("openid notes:read", "openid notes:read")] {
                let answer = try await client.refresh(token, [("scope", scope)])
                #expect(answer["scope"] == given)
                let access = try UnverifiedToken(parsing: #require(answer["access_token"])).unverifiedClaims()
                #expect(access["scope"]?.string == given)
                token = try #require(answer["refresh_token"])
            }
            // Less was asked for a token, and not for good (RFC 6749 §6).
            #expect(try await client.refresh(token)["scope"] == "openid notes:read tasks:read")
        }
    }

    @Test("no API that was not approved, and no more than was approved of it")
    func resources() async throws {
        try await TestServer.run { server async throws in
            let other = "https://other.example.com"
            try await server.house.addAPI(other)
            _ = try await server.house.authority.apis.grant(["x"], of: other, to: server.house.ana)
            let client = try await TestClient(server)
            let token = try #require(try await client.redeem(client.code())["refresh_token"])
            for resource in [other, "https://auth.example.com", "https://api.example.com/", "*"] {
                let answer = try await client.refresh(token, [("resource", resource)])
                #expect(answer["error"] == "invalid_target" && answer["access_token"] == nil, "\(resource)")
            }
            let both = [(name: "resource", value: TestAuthority.api), ("resource", other)]
            #expect(try await client.refresh(token, both)["error"] == "invalid_target")
            #expect(try await client.refresh(token, [("resource", TestAuthority.api)])["scope"] == "openid notes:read")
        }
    }

    @Test("neither a code nor a device's code gives more than was approved")
    func first() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let tokens = try await client.redeem(client.code(), ["scope": "openid notes:read notes:write"])
            #expect(tokens["scope"] == "openid notes:read")
            // Ben holds only notes:read, whatever a client asks for.
            let browser = TestBrowser(server)
            try await browser.signIn("ben", password: TestAuthority.bensPassword)
            let code = try await client.code(scope: "notes:read notes:write", in: browser)
            #expect(try await client.redeem(code)["scope"] == "notes:read")
        }
    }
}
