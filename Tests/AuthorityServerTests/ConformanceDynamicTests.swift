// The intents of the OpenID conformance suite's modules on dynamic registration, one test for each module.

import Authority
import Fetching
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Conformance: dynamic")
struct ConformanceDynamicTests {
    @Test("oidcc-discovery-endpoint-verification: the registration endpoint is named when it is on")
    func discovery() async throws {
        for (registration, endpoint) in [
            (ClientPolicy.Registration.open, "https://auth.example.com/oauth/register"), (.off, nil),
        ] as [(ClientPolicy.Registration, String?)] {
            try await TestServer.run(policy: ClientPolicy(registration: registration)) { server async throws in
                let metadata = try await server.send(.get, "/.well-known/openid-configuration")
                #expect(metadata["registration_endpoint"] == endpoint)
            }
        }
    }

    @Test("oidcc-server: a client that registered itself signs a person in")
    func server() async throws {
        try await OwnClient.run { server, client async throws in
            let tokens = try await client.redeem(client.code())
            #expect(tokens.status == 200 && tokens["id_token"] != nil)
        }
    }

    @Test("oidcc-idtoken-rs256: without a word on algorithms, RS256 signs ID tokens")
    func algorithm() async throws {
        try await OwnClient.run(["id_token_signed_response_alg": nil]) { server, client async throws in
            let tokens = try await client.redeem(client.code())
            let token = try CompactJWS(parsing: try #require(tokens["id_token"]))
            #expect(token.header.parameters["alg"]?.string == "RS256")
        }
    }

    @Test("oidcc-idtoken-unsigned: an ID token without a signature is not to be had")
    func unsigned() async throws {
        try await refused(["id_token_signed_response_alg": #""none""#], with: "invalid_client_metadata")
    }

    @Test("oidcc-registration-logo-uri, oidcc-registration-policy-uri, oidcc-registration-tos-uri: they are kept")
    func pages() async throws {
        let pages = [
            "logo_uri": #""https://client.example/logo.png""#, "policy_uri": #""https://client.example/policy""#,
            "tos_uri": #""https://client.example/terms""#,
        ]
        try await OwnClient.run(pages) { server, client async throws in
            let shown = try await server.send(.get, client.place, [.bearer(client.token)])
            for (name, value) in pages { #expect(shown[name].map { "\"\($0)\"" } == value, "\(name)") }
        }
    }

    @Test("oidcc-registration-jwks-uri: a client's keys are where it says")
    func keysURL() async throws {
        let keys = ["jwks_uri": #""https://client.example/jwks""#]
        try await OwnClient.run(keys) { server, client async throws in
            let shown = try await server.send(.get, client.place, [.bearer(client.token)])
            #expect(shown["jwks_uri"] == "https://client.example/jwks")
        }
        try await refused(["jwks_uri": #""http://127.0.0.1/jwks""#], with: "invalid_client_metadata")
    }

    @Test("oidcc-registration-sector-uri: pairwise subjects at several hosts, by a document that names them all")
    func sector() async throws {
        let fetch = TestFetch()
        fetch.put("https://client.example/uris", #"["https://client.example/callback","https://two.example/cb"]"#)
        let metadata = [
            "redirect_uris": #"["https://client.example/callback","https://two.example/cb"]"#,
            "subject_type": #""pairwise""#, "sector_identifier_uri": #""https://client.example/uris""#,
        ]
        try await OwnClient.run(metadata, fetch: fetch) { server, client async throws in
            let tokens = try await client.redeem(client.code())
            let subject = try CodeFlowTests.claims(tokens["id_token"])["sub"]?.string
            #expect(subject?.hasPrefix("sub_") ?? false)
            #expect(fetch.asked == ["https://client.example/uris"])
        }
    }

    @Test("oidcc-registration-sector-bad: a sector whose document does not name a redirect URI, or is not to be had")
    func badSector() async throws {
        let fetch = TestFetch()
        fetch.put("https://client.example/uris", #"["https://client.example/callback","https://two.example/CB"]"#)
        let metadata = [
            "redirect_uris": #"["https://client.example/callback","https://two.example/cb"]"#,
            "subject_type": #""pairwise""#,
        ]
        for url in ["https://client.example/uris", "https://client.example/none"] {
            let said = metadata.merging(["sector_identifier_uri": "\"\(url)\""]) { $1 }
            try await refused(said, with: "invalid_client_metadata", fetch: fetch)
        }
        try await refused(metadata, with: "invalid_client_metadata", fetch: fetch)
    }

    @Test("oidcc-redirect-uri-query-OK: a registered query is part of the URI")
    func query() async throws {
        try await OwnClient.run(["redirect_uris": #"["https://client.example/callback?foo=bar"]"#]) { server, client async throws in
            let answer = try await TestBrowser(server).authorize(
                client.parameters(["redirect_uri": "https://client.example/callback?foo=bar"]))
            #expect(answer["code"] != nil && answer["foo"] == "bar")
        }
    }

    @Test("oidcc-redirect-uri-query-mismatch, oidcc-redirect-uri-query-added: any other query is another URI")
    func otherQuery() async throws {
        try await OwnClient.run(["redirect_uris": #"["https://client.example/callback?foo=bar"]"#]) { server, client async throws in
            for uri in ["https://client.example/callback?foo=baz", "https://client.example/callback?foo=bar&x=1"] {
                let browser = TestBrowser(server)
                _ = try await browser.authorize(client.parameters(["redirect_uri": uri]))
                #expect(browser.page.status == 400 && browser.location == nil)
            }
        }
    }

    @Test("oidcc-redirect-uri-regfrag: a redirect URI with a fragment is not registered")
    func fragment() async throws {
        try await refused(["redirect_uris": ##"["https://client.example/callback#foo"]"##], with: "invalid_redirect_uri")
    }

    @Test("oidcc-server-rotate-keys: an ID token of before a rotation is verified by the keys of after it")
    func rotation() async throws {
        try await OwnClient.run { server, client async throws in
            let before = try await client.redeem(client.code())
            var rotation = KeyRotation()
            rotation.delay = 1
            _ = try await server.house.authority.keys.rotate(rotation, at: server.now)
            server.wait(1)
            let after = try await client.redeem(client.code())
            for tokens in [before, after] {
                let token = try CompactJWS(parsing: try #require(tokens["id_token"]))
                let key = try #require(server.house.authority.keys.published.key(id: token.header.keyID))
                #expect(throws: Never.self) { try token.payload(provenWith: key) }
            }
        }
    }

    @Test("the secret of another registration is no secret")
    func otherSecret() async throws {
        try await OwnClient.run { server, client async throws in
            let other = try await OwnClient(server)
            let code = try await client.code()
            let answer = try await client.redeem(code, secret: other.secret)
            #expect(answer.status == 401 && answer["error"] == "invalid_client")
        }
    }

    @Test("oidcc-ensure-redirect-uri-in-authorization-request: of several redirect URIs one must be named")
    func missingRedirect() async throws {
        let two = ["redirect_uris": #"["https://client.example/callback","https://client.example/two"]"#]
        try await OwnClient.run(two) { server, client async throws in
            let browser = TestBrowser(server)
            _ = try await browser.authorize(client.parameters(["redirect_uri": nil]))
            #expect(browser.page.status == 400 && browser.location == nil)
        }
    }

    @Test("oidcc-refresh-token: a refreshed ID token is of the same person, and a used refresh token has one successor")
    func refresh() async throws {
        try await OwnClient.run { server, client async throws in
            let first = try await client.redeem(client.code())
            let form = [("grant_type", "refresh_token"), ("refresh_token", try #require(first["refresh_token"]))]
            let second = try await server.send(
                .post, "/oauth/token", [.basic(client.id, client.secret ?? "")], body: FormParameters.text(form),
                type: "application/x-www-form-urlencoded")
            #expect(second.status == 200 && second["refresh_token"] != first["refresh_token"])
            let claims = try [first, second].map { try CodeFlowTests.claims($0["id_token"]) }
            for name in ["iss", "sub", "aud"] { #expect(claims[0][name]?.string == claims[1][name]?.string) }
            #expect(claims[0]["auth_time"]?.integer == claims[1]["auth_time"]?.integer && claims[1]["nonce"] == nil)
        }
    }

    @Test("oidcc-userinfo-rs256: userinfo is signed where the client wants it so")
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
            #expect(claims["aud"]?.string == client.id && claims["sub"]?.string == "usr_ana")
        }
    }

    @Test("pairwise subjects of another's host are not to be had by a device that waits for them")
    func pairwiseDevice() async throws {
        let grants = #"["authorization_code","urn:ietf:params:oauth:grant-type:device_code"]"#
        let said = ["subject_type": #""pairwise""#, "grant_types": grants]
        try await refused(said, with: "invalid_client_metadata")
    }

    /// What is registered so is refused with that code.
    private func refused(_ metadata: [String: String?], with code: String, fetch: TestFetch = TestFetch()) async throws {
        try await TestServer.run(policy: ClientPolicy(registration: .open), fetch: fetch) { server async throws in
            let answer = try await server.send(.post, "/oauth/register", body: OwnClient.body(metadata))
            #expect(answer.status == 400 && answer["error"] == code, "\(metadata): \(answer.text)")
            #expect(try await server.house.count("clients") == 0)
        }
    }
}
