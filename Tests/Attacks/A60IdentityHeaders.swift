// A60: a header that says who somebody is, as proxies set it, sent by the caller and in the spelling that a proxy overlooks.

import Authority
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import HummingbirdTokens
import JOSE
import Support
import Testing
import TokenVerifier

@Suite("A60 identity by header")
struct A60IdentityHeaders {
    static let names = [
        "X-User", "X_User", "X-User-Id", "X-Forwarded-User", "X_Forwarded_User", "X-FORWARDED_USER", "X-Forwarded-Email",
        "X-Forwarded-Groups", "X-Forwarded-Preferred-Username", "X-Forwarded-Access-Token", "X_Forwarded_Access_Token",
        "X-Auth-Request-User", "X_Auth_Request_Access_Token", "Remote-User", "Remote_User", "REMOTE_USER", "X-Remote-User",
        "X-WEBAUTH-USER", "X-Tessera-Account", "X-Sub", "X-Scope", "X-Authenticated-Userid", "From", "Proxy-Authorization",
        "X-Authorization", "Authorization_", "X-Original-Authorization", "Ssl-Client-Verify", "X-MS-CLIENT-PRINCIPAL-ID",
        "Tailscale-User-Login", "Cf-Access-Jwt-Assertion", "X-Goog-Authenticated-User-Email", "X-Amzn-Oidc-Identity",
    ]

    /// What an API says of its caller, with such a header and perhaps a token.
    private func ask(_ fields: [HTTPField]) async throws -> (status: Int, text: String) {
        let issuer = try TestIssuer()
        let token = try issuer.token(scopes: "notes:read", issuedAt: WallClock.seconds())
        let router = Router(context: TokenRequestContext.self)
        router.add(middleware: TokenMiddleware(verifier: try issuer.verifier()))
        router.get("me") { _, context in
            let token = try context.requireToken()
            return "\(token.subject) \(token.scopes.description)"
        }
        router.group("admin").requireScope("admin").get { _, _ in "admin" }
        return try await Application(router: router).test(.router) { client in
            var headers = HTTPFields(fields.map { HTTPField(name: $0.name, value: $0.value.replacing("TOKEN", with: token)) })
            let none = try await client.executeRequest(uri: "/me", method: .get, headers: headers, body: nil)
            #expect(none.status == .unauthorized)
            headers.append(.bearer(token))
            let admin = try await client.executeRequest(uri: "/admin", method: .get, headers: headers, body: nil)
            #expect(admin.status == .forbidden)
            let me = try await client.executeRequest(uri: "/me", method: .get, headers: headers, body: nil)
            return (me.status.code, String(buffer: me.body))
        }
    }

    @Test("an API knows its caller by the token alone: no header opens it, or changes who that is", arguments: names)
    func library(name: String) async throws {
        let plain = try await ask([])
        #expect(plain.status == 200)
        for value in ["usr_admin", "Bearer TOKEN", "TOKEN", "admin"] {
            let answer = try await ask([.field(name, value)])
            #expect(answer == plain, "\(name): \(value)")
        }
    }

    @Test("nor does one open the authority's own API, a page, or a client's door, also behind a proxy", arguments: names)
    func authority(name: String) async throws {
        try await TestServer.run(behindProxy: true) { server async throws in
            let client = try await TestClient(server)
            let token = try await server.house.login(at: server.now).token
            for value in ["usr_ana", "ana", client.id, "Bearer \(token)", token] {
                let field = HTTPField.field(name, value)
                #expect(try await server.send(.get, "/api/tokens", [field]).code == "token_missing")
                #expect(try await server.send(.get, "/account/apps", [field]).status == 303)
                let answer = try await server.form("/oauth/token", "grant_type=client_credentials", [field])
                #expect(answer["error"] == "invalid_client" && answer["access_token"] == nil)
            }
            // A token stays who it is.
            let own = HTTPField.bearer(try await server.house.login("ben", at: server.now).token)
            #expect(try await server.send(.get, "/api/tokens", [own, .field(name, "usr_ana")]).text == #"{"tokens":[]}"#)
        }
    }

    @Test(
        "an address counts as the proxy's word only under the name that the proxy writes",
        arguments: [
            "X_Forwarded_For", "X-Forwarded_For", "X-Real-IP", "X-Client-IP", "True-Client-IP", "Client-IP", "Forwarded",
        ])
    func address(name: String) async throws {
        try await TestServer.run(behindProxy: true) { server async throws in
            var statuses: [Int] = []
            for number in 1...6 {
                let fields = [
                    HTTPField.field("X-Forwarded-For", "192.0.2.7"), .field(name, "198.51.100.\(number)"), .basic("ana", "wrong"),
                ]
                statuses.append(try await server.send(.post, "/api/tokens", fields, body: "{}").status)
            }
            #expect(statuses == [401, 401, 401, 401, 401, 429])
        }
    }

}
