// The device flow (RFC 8628) from the television to the person and back.

import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Device flow")
struct DeviceFlowTests {
    static let grant = "urn:ietf:params:oauth:grant-type:device_code"

    /// A television: a public client that may use the device flow.
    static func television(_ server: TestServer) async throws -> TestClient {
        try await TestClient(server) {
            $0.name = "Television"
            $0.redirectURIs = []
            $0.authentication = "none"
            $0.grantTypes = [grant, "refresh_token"]
        }
    }

    /// The codes that a device was given.
    static func begin(_ client: TestClient, _ scope: String = "openid notes:read") async throws -> TestAnswer {
        let answer = try await client.ask([("scope", scope)], at: "/oauth/device_authorization")
        try #require(answer.status == 200, "\(answer.text)")
        return answer
    }

    static func come(_ client: TestClient, _ codes: TestAnswer) async throws -> TestAnswer {
        try await client.ask([("grant_type", grant), ("device_code", codes["device_code"] ?? "")])
    }

    /// What a person does with a code: types it, looks, and decides.
    static func decide(
        _ browser: TestBrowser,
        _ code: String,
        _ decision: String
    ) async throws {
        try await browser.get("/device")
        try await browser.post("/device", browser.hidden + [("user_code", code)])
        try await browser.post("/device", browser.hidden + [("decision", decision)])
    }

    @Test("the device waits, the person types the code, looks at it and allows, and the device has its tokens once")
    func whole() async throws {
        try await TestServer.run { server async throws in
            let client = try await Self.television(server)
            let codes = try await Self.begin(client)
            #expect(codes["verification_uri"] == "https://auth.example.com/device")
            #expect(try await Self.come(client, codes)["error"] == "authorization_pending")
            let browser = TestBrowser(server)
            try await browser.signIn()
            let typed = (codes["user_code"] ?? "").lowercased().replacing("-", with: " ")
            try await browser.get("/device")
            try await browser.post("/device", browser.hidden + [("user_code", typed)])
            #expect(browser.page.text.contains(codes["user_code"] ?? "?"))
            #expect(browser.page.text.contains("Television") && browser.page.text.contains("notes:read"))
            server.wait(5)
            #expect(try await Self.come(client, codes)["error"] == "authorization_pending")
            try await browser.post("/device", browser.hidden + [("decision", "allow")])
            #expect(browser.page.text.contains("The device is connected"))
            let tokens = try await Self.come(client, codes)
            #expect(tokens.status == 200 && tokens["scope"] == "openid notes:read" && tokens["id_token"] != nil)
            #expect(try await Self.come(client, codes)["error"] == "invalid_grant")
            // The browser's sign-in ends, and the device stays.
            try await browser.get("/account/apps")
            #expect(browser.page.text.contains("Television"))
            try await browser.post("/logout", browser.hidden.prefix(1).map { $0 })
            #expect(try await client.refresh(tokens["refresh_token"] ?? "").status == 200)
        }
    }

    @Test("a code in the link is filled in and no more; nobody is asked before they signed in")
    func link() async throws {
        try await TestServer.run { server async throws in
            let client = try await Self.television(server)
            let code = try await Self.begin(client)["user_code"] ?? ""
            let browser = TestBrowser(server)
            try await browser.get("/device?user_code=\(code)")
            #expect(browser.page.status == 303 && browser.location?.hasPrefix("/login?") == true)
            try await browser.signIn(to: "/device?user_code=\(code)")
            try await browser.get(browser.location ?? "/")
            #expect(browser.page.text.contains("value=\"\(code)\"") && !browser.page.text.contains("Television"))
        }
    }

    @Test("no is told to the device; old codes and other clients' codes are nobody's")
    func refusals() async throws {
        try await TestServer.run { server async throws in
            let client = try await Self.television(server)
            let other = try await Self.television(server)
            let browser = TestBrowser(server)
            try await browser.signIn()
            let denied = try await Self.begin(client)
            try await Self.decide(browser, denied["user_code"] ?? "", "deny")
            #expect(browser.page.text.contains("The device was refused"))
            #expect(try await Self.come(client, denied)["error"] == "access_denied")
            #expect(try await Self.come(other, denied)["error"] == "invalid_grant")
            let old = try await Self.begin(client)
            server.wait(600)
            #expect(try await Self.come(client, old)["error"] == "expired_token")
            try await browser.get("/device")
            try await browser.post("/device", browser.hidden + [("user_code", old["user_code"] ?? "")])
            #expect(browser.page.status == 404 && browser.page.text.contains("no device waits with this code"))
        }
    }

    @Test(
        "what can't be asked for is refused at once",
        arguments: [("nothing:such", "invalid_scope"), ("", "")])
    func scopes(scope: String, error: String) async throws {
        try await TestServer.run { server async throws in
            let client = try await Self.television(server)
            let answer = try await client.ask([("scope", scope)], at: "/oauth/device_authorization")
            #expect((answer["error"] ?? "") == error)
            let web = try await TestClient(server)
            let refused = try await web.ask([("scope", "openid")], at: "/oauth/device_authorization")
            #expect(refused["error"] == "unauthorized_client")
        }
    }
}
