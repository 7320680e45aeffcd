// The modules of the plan Dynamic about registration, and what a client is registered with: one test of the same intent each.

import Authority
import Fetching
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Conformance: registration")
struct ConformanceDynamicTests {
    /// What is registered so is refused with that code.
    private func refused(_ metadata: [String: String?], with code: String, fetch: TestFetch = TestFetch()) async throws {
        try await TestServer.run(policy: ClientPolicy(registration: .open), fetch: fetch) { server async throws in
            let answer = try await server.send(.post, "/oauth/register", body: OwnClient.body(metadata))
            #expect(answer.status == 400 && answer["error"] == code, "\(metadata): \(answer.text)")
            #expect(try await server.house.count("clients") == 0)
        }
    }

    /// The page on which a person signs in for a client.
    private func signInPage(of client: OwnClient, _ server: TestServer) async throws -> String {
        let browser = TestBrowser(server)
        try await browser.get("/oauth/authorize?\(FormParameters.text(client.parameters()))")
        return try await browser.get(try #require(browser.location)).text
    }

    /// People may read a page of the client before they sign in, and before they allow anything.
    private func isShown(_ member: String) async throws {
        let url = "https://client.example/page?a=b&c=d"
        try await OwnClient.run([member: "\"\(url)\""]) { server, client async throws in
            let shown = try await server.send(.get, client.place, [.bearer(client.token)])
            #expect(shown[member] == url && client.answer[member] == url)
            let link = "href=\"https://client.example/page?a=b&amp;c=d\""
            #expect(try await signInPage(of: client, server).contains(link))
            let browser = TestBrowser(server)
            try await browser.signIn()
            #expect(try await browser.get("/oauth/authorize?\(FormParameters.text(client.parameters()))").text.contains(link))
            // A page of somebody else would lend its name to whoever registered it (RFC 7591 §5).
            let other = try await OwnClient(server, [member: #""https://bank.example/page""#])
            #expect(try await !signInPage(of: other, server).contains("bank.example"))
            // An administrator has looked at what their clients name.
            let vouched = try await TestClient(server) {
                ($0.policyURL, $0.termsURL) = ("https://law.example/policy", "https://law.example/terms")
            }
            try await browser.get("/login?\(FormParameters.text([("to", "/oauth/authorize?client_id=\(vouched.id)")]))")
            #expect(browser.page.text.contains("href=\"https://law.example/\(member == "tos_uri" ? "terms" : "policy")\""))
        }
    }

    @Test("oidcc-discovery-endpoint-verification")
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

    @Test("oidcc-registration-policy-uri")
    func policy() async throws { try await isShown("policy_uri") }

    @Test("oidcc-registration-tos-uri")
    func terms() async throws { try await isShown("tos_uri") }

    // Pages load nothing from other sites. A logo is kept for whoever shows it from a place of their own.
    @Test("oidcc-registration-logo-uri")
    func logo() async throws {
        let url = #""https://client.example/logo.png""#
        try await OwnClient.run(["logo_uri": url]) { server, client async throws in
            let shown = try await server.send(.get, client.place, [.bearer(client.token)])
            #expect(shown["logo_uri"].map { "\"\($0)\"" } == url)
            #expect(try await !signInPage(of: client, server).contains("logo.png"))
        }
    }

    @Test("oidcc-idtoken-unsigned")
    func unsigned() async throws {
        try await refused(["id_token_signed_response_alg": #""none""#], with: "invalid_client_metadata")
    }

    @Test("oidcc-redirect-uri-regfrag")
    func fragment() async throws {
        try await refused(["redirect_uris": ##"["https://client.example/callback#foo"]"##], with: "invalid_redirect_uri")
    }

    private static let sector = [
        "redirect_uris": #"["https://client.example/callback","https://two.example/cb"]"#, "subject_type": #""pairwise""#,
    ]

    @Test("oidcc-registration-sector-uri")
    func sector() async throws {
        let fetch = TestFetch()
        fetch.put("https://client.example/uris", #"["https://client.example/callback","https://two.example/cb"]"#)
        let metadata = Self.sector.merging(["sector_identifier_uri": #""https://client.example/uris""#]) { $1 }
        try await OwnClient.run(metadata, fetch: fetch) { server, client async throws in
            let tokens = try await client.redeem(client.code())
            let subject = try CodeFlowTests.claims(tokens["id_token"])["sub"]?.string
            #expect(subject?.hasPrefix("sub_") ?? false)
            #expect(fetch.asked == ["https://client.example/uris"])
        }
    }

    @Test("oidcc-registration-sector-bad")
    func badSector() async throws {
        let fetch = TestFetch()
        fetch.put("https://client.example/uris", #"["https://client.example/callback","https://two.example/CB"]"#)
        for url in ["https://client.example/uris", "https://client.example/none"] {
            let said = Self.sector.merging(["sector_identifier_uri": "\"\(url)\""]) { $1 }
            try await refused(said, with: "invalid_client_metadata", fetch: fetch)
        }
        try await refused(Self.sector, with: "invalid_client_metadata", fetch: fetch)
    }

    @Test("pairwise subjects of another's host are not to be had by a device that waits for them")
    func pairwiseDevice() async throws {
        let grants = #"["authorization_code","urn:ietf:params:oauth:grant-type:device_code"]"#
        let said = ["subject_type": #""pairwise""#, "grant_types": grants]
        try await refused(said, with: "invalid_client_metadata")
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
}
