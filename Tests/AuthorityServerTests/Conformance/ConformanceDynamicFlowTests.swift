// The modules of the plan Dynamic in which a client that registered itself signs a person in: one test of the same intent each.

import Authority
import Fetching
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Conformance: clients that registered themselves")
struct ConformanceDynamicFlowTests {
    private static let keysURL = "https://client.example/jwks"

    /// The metadata of a client that proves itself by a key.
    private func keyed(_ asserter: TestAsserter, byURL: Bool = false) -> [String: String?] {
        [
            "token_endpoint_auth_method": #""private_key_jwt""#,
            "jwks": byURL ? nil : String(decoding: asserter.keys, as: UTF8.self),
            "jwks_uri": byURL ? "\"\(Self.keysURL)\"" : nil,
        ]
    }

    /// Redeems a code with an assertion.
    private func redeem(
        _ code: String, of client: OwnClient, by asserter: TestAsserter, _ changes: [String: String?] = [:]
    ) async throws -> TestAnswer {
        let assertion = try asserter.assertion(client.id, at: client.server.now, changes)
        return try await OwnClient.redeem(code, of: client.id, asserter.parameters(assertion), at: client.server)
    }

    @Test("oidcc-server")
    func server() async throws {
        let asserter = try TestAsserter()
        try await OwnClient.run(keyed(asserter)) { server, client async throws in
            #expect(client.secret == nil)
            let answer = try await TestBrowser(server).authorize(client.parameters(["nonce": "n"]))
            #expect(answer["state"] == "s" && answer["iss"] == server.house.issuer.value)
            let tokens = try await redeem(try #require(answer["code"]), of: client, by: asserter)
            #expect(tokens.status == 200)
            let identity = try CodeFlowTests.claims(tokens["id_token"])
            #expect(identity["aud"]?.string == client.id && identity["nonce"]?.string == "n")
            let told = try await server.send(.get, "/oauth/userinfo", [.bearer(tokens["access_token"] ?? "")])
            #expect(told.status == 200 && told["sub"] == identity["sub"]?.string)
        }
        // Also with the secret that a client gets that asks for nothing else.
        try await OwnClient.run { _, client async throws in
            #expect(try await client.redeem(client.code()).status == 200)
        }
    }

    @Test("oidcc-registration-jwks-uri")
    func keysURL() async throws {
        let (fetch, asserter) = (TestFetch(), try TestAsserter())
        fetch.put(Self.keysURL, String(decoding: asserter.keys, as: UTF8.self))
        try await OwnClient.run(keyed(asserter, byURL: true), fetch: fetch) { server, client async throws in
            #expect(client.answer["jwks_uri"] == Self.keysURL && client.answer.json?["jwks"] == nil)
            #expect(try await redeem(client.code(), of: client, by: asserter).status == 200)
            #expect(fetch.asked == [Self.keysURL])
            let other = try await redeem(client.code(), of: client, by: try TestAsserter())
            #expect(other.status == 401 && other["error"] == "invalid_client")
            // An address of this machine is none that a stranger may name.
            let local = try await server.send(
                .post, "/oauth/register", body: OwnClient.body(["jwks_uri": #""http://127.0.0.1/jwks""#]))
            #expect(local.status == 400 && local["error"] == "invalid_client_metadata")
        }
    }

    @Test("oidcc-refresh-token-rp-key-rotation")
    func keyRotation() async throws {
        let (fetch, old, new) = (TestFetch(), try TestAsserter(), try TestAsserter())
        fetch.put(Self.keysURL, String(decoding: old.keys, as: UTF8.self))
        try await OwnClient.run(keyed(old, byURL: true), fetch: fetch) { server, client async throws in
            let browser = TestBrowser(server)
            let asked = client.parameters(["scope": "openid offline_access", "prompt": "consent"])
            let code = try #require(try await browser.authorize(asked)["code"])
            let first = try await redeem(code, of: client, by: old)
            fetch.put(Self.keysURL, String(decoding: new.keys, as: UTF8.self))
            server.wait(60)
            let form = [("grant_type", "refresh_token"), ("refresh_token", try #require(first["refresh_token"]))]
            let assertion = new.parameters(try new.assertion(client.id, at: server.now))
            let second = try await server.form(
                "/oauth/token", FormParameters.text(form.map { ($0.0, $0.1) } + assertion))
            #expect(second.status == 200, "\(second.text)")
            let claims = try [first, second].map { try CodeFlowTests.claims($0["id_token"]) }
            for name in ["iss", "sub", "aud"] { #expect(claims[0][name]?.string == claims[1][name]?.string) }
            let told = try await server.send(.get, "/oauth/userinfo", [.bearer(second["access_token"] ?? "")])
            #expect(told.status == 200)
            // The key that the client took out of its set is good for nothing more.
            #expect(try await redeem(client.code(), of: client, by: old)["error"] == "invalid_client")
        }
    }

    @Test("oidcc-ensure-client-assertion-with-iss-aud-succeeds")
    func issuerAsAudience() async throws {
        let asserter = try TestAsserter()
        try await OwnClient.run(keyed(asserter)) { server, client async throws in
            let issuer = ["aud": "\"\(server.house.issuer.value)\""]
            let tokens = try await redeem(client.code(), of: client, by: asserter, issuer)
            #expect(tokens.status == 200 && tokens["id_token"] != nil)
        }
    }

    @Test("oidcc-idtoken-rs256")
    func algorithm() async throws {
        for alg in [nil, #""RS256""#] {
            try await OwnClient.run(["id_token_signed_response_alg": alg]) { server, client async throws in
                let tokens = try await client.redeem(client.code())
                let token = try CompactJWS(parsing: try #require(tokens["id_token"]))
                #expect(token.header.algorithm == "RS256")
                let key = try #require(server.house.authority.keys.published.key(id: token.header.keyID))
                #expect(throws: Never.self) { try token.payload(provenWith: key) }
            }
        }
    }

    @Test("oidcc-userinfo-rs256")
    func signedUserinfo() async throws {
        try await OwnClient.run(["userinfo_signed_response_alg": #""RS256""#]) { server, client async throws in
            let tokens = try await client.redeem(client.code())
            let answer = try await server.send(
                .get, "/oauth/userinfo", [.bearer(try #require(tokens["access_token"]))])
            #expect(answer.header("Content-Type") == "application/jwt")
            let token = try CompactJWS(parsing: answer.text)
            #expect(token.header.parameters["alg"]?.string == "RS256")
            let key = try #require(server.house.authority.keys.published.key(id: token.header.keyID))
            let claims = try JSONDocument.object(parsing: token.payload(provenWith: key))
            #expect(claims["iss"]?.string == server.house.issuer.value)
            #expect(claims["aud"]?.string == client.id && claims["sub"]?.string == "usr_ana")
        }
    }

    @Test("oidcc-ensure-redirect-uri-in-authorization-request")
    func missingRedirect() async throws {
        let one = ["https://client.example/callback"]
        for uris in [one, one + ["https://client.example/two"]] {
            let quoted = uris.map { "\"\($0)\"" }.joined(separator: ",")
            try await OwnClient.run(["redirect_uris": "[\(quoted)]"]) { server, client async throws in
                let browser = TestBrowser(server)
                _ = try await browser.authorize(client.parameters(["redirect_uri": nil]))
                #expect(browser.page.status == 400 && browser.location == nil)
                #expect(browser.page.text.contains("redirect_uri is missing"))
            }
        }
    }

    private static let withQuery = ["redirect_uris": #"["https://client.example/callback?foo=bar"]"#]

    @Test("oidcc-redirect-uri-query-OK")
    func query() async throws {
        try await OwnClient.run(Self.withQuery) { server, client async throws in
            let answer = try await TestBrowser(server).authorize(
                client.parameters(["redirect_uri": "https://client.example/callback?foo=bar"]))
            #expect(answer["code"] != nil && answer["foo"] == "bar")
        }
    }

    /// Another query is another URI, and nobody is sent there.
    private func isAnother(_ uri: String) async throws {
        try await OwnClient.run(Self.withQuery) { server, client async throws in
            let browser = TestBrowser(server)
            _ = try await browser.authorize(client.parameters(["redirect_uri": uri]))
            #expect(browser.page.status == 400 && browser.location == nil)
        }
    }

    @Test("oidcc-redirect-uri-query-mismatch")
    func otherQuery() async throws { try await isAnother("https://client.example/callback?foo=baz") }

    @Test("oidcc-redirect-uri-query-added")
    func addedQuery() async throws { try await isAnother("https://client.example/callback?foo=bar&x=1") }

    @Test("oidcc-server-rotate-keys")
    func rotation() async throws {
        try await OwnClient.run { server, client async throws in
            func set() async throws -> JWKSet {
                let answer = try await server.send(.get, "/.well-known/jwks.json")
                for secret in ["\"d\"", "\"p\"", "\"k\""] { #expect(!answer.text.contains(secret)) }
                return try JWKSet(parsing: answer.body, algorithms: SignatureAlgorithm.asymmetric)
            }
            let (before, old) = (try await client.redeem(client.code()), try await set())
            var rotation = KeyRotation()
            rotation.delay = 1
            _ = try await server.house.authority.keys.rotate(rotation, at: server.now)
            server.wait(1)
            try await server.house.authority.feed.poll(at: server.now)
            let (after, new) = (try await client.redeem(client.code()), try await set())
            let names = [old, new].map { $0.keys.compactMap(\.jwk.keyID) }
            #expect(Set(names[1]).isStrictSuperset(of: names[0]) && Set(names[1]).count == names[1].count)
            // A token of before is verified by the keys of after, and the new one signs.
            let tokens = try [before, after].map { try CompactJWS(parsing: try #require($0["id_token"])) }
            for token in tokens {
                let key = try #require(new.key(id: token.header.keyID))
                #expect(throws: Never.self) { try token.payload(provenWith: key) }
            }
            #expect(tokens[0].header.keyID != tokens[1].header.keyID)
        }
    }

    @Test("oidcc-refresh-token")
    func refresh() async throws {
        try await OwnClient.run { server, client async throws in
            let first = try await client.redeem(client.code())
            let form = [("grant_type", "refresh_token"), ("refresh_token", try #require(first["refresh_token"]))]
            let text = FormParameters.text(form.map { ($0.0, $0.1) })
            let second = try await server.form("/oauth/token", text, [.basic(client.id, client.secret ?? "")])
            #expect(second.status == 200 && second["refresh_token"] != first["refresh_token"])
            let claims = try [first, second].map { try CodeFlowTests.claims($0["id_token"]) }
            for name in ["iss", "sub", "aud"] { #expect(claims[0][name]?.string == claims[1][name]?.string) }
            #expect(claims[0]["auth_time"]?.integer == claims[1]["auth_time"]?.integer && claims[1]["nonce"] == nil)
            let other = try await OwnClient(server)
            let stolen = try await server.form("/oauth/token", text, [.basic(other.id, other.secret ?? "")])
            #expect(stolen.status == 400 && stolen["error"] == "invalid_grant")
        }
    }

    @Test("oidcc-ensure-request-object-with-redirect-uri")
    func requestObject() async throws {
        let key = try TestAsserter()
        try await OwnClient.run(["jwks": String(decoding: key.keys, as: UTF8.self)]) { server, client async throws in
            let object = JSONWriter.object { json in
                for (name, value) in client.parameters() { json.member(name, value) }
                for (name, value) in [("iss", client.id), ("aud", server.house.issuer.value)] { json.member(name, value) }
                json.member("exp", server.now + 60)
            }
            let signed = try CompactJWS.sign(object, type: TokenType("oauth-authz-req+jwt"), with: key.key)
            let answer = try await TestBrowser(server).authorize([
                ("client_id", client.id), ("response_type", "code"), ("scope", "openid"),
                ("redirect_uri", "https://evil.example/"), ("request", signed),
            ])
            #expect(try await client.redeem(try #require(answer["code"])).status == 200)
        }
    }
}
