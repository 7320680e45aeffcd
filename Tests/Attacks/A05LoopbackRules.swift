// A05: whatever is not an address of this machine but looks like one, where any port of such an address will do.

import Authority
import HTTPTypes
import OAuth
import Support
import Testing

@Suite("A05 loopback redirect URIs")
struct A05LoopbackRules {
    static let native = ["http://127.0.0.1/callback", "http://[::1]/callback", "http://localhost:3000/callback"]

    private func answer(_ uri: String) async throws -> (status: Int, location: String?) {
        let found = Found()
        try await TestServer.run { server async throws in
            let client = try await TestClient(server) { ($0.redirectURIs, $0.authentication) = (Self.native, "none") }
            let browser = TestBrowser(server)
            _ = try await browser.authorize(client.parameters(["redirect_uri": uri]))
            await found.set(browser.page.status, browser.location)
        }
        return await (found.status, found.location)
    }

    private actor Found {
        var (status, location): (Int, String?) = (0, nil)
        func set(_ status: Int, _ location: String?) { (self.status, self.location) = (status, location) }
    }

    @Test(
        "any port of the address that is registered",
        arguments: [
            "http://127.0.0.1/callback", "http://127.0.0.1:1/callback", "http://127.0.0.1:65535/callback",
            "http://[::1]:8080/callback", "http://localhost:3000/callback",
        ])
    func taken(uri: String) async throws {
        let answer = try await answer(uri)
        #expect(answer.status == 303 && answer.location?.hasPrefix("\(uri)?code=") ?? false)
    }

    @Test(
        "no other host, and no other form of it; localhost is a name, of which only the registered port counts",
        arguments: [
            "http://127.0.0.1.evil.example/callback", "http://127.0.0.1.evil/callback", "http://localhost/callback",
            "http://localhost:3001/callback", "http://0.0.0.0/callback", "http://2130706433/callback", "http://127.1/callback",
            "http://0x7f.0.0.1/callback", "http://0177.0.0.1/callback", "http://127.0.0.2/callback", "http://127.0.0.01/callback",
            "http://127.0.0.1:0x50/callback", "http://127.0.0.1:65536/callback", "http://127.0.0.1:/callback",
            "http://127.0.0.1:+80/callback", "http://127.0.0.1:80@evil.example/callback",
            "http://127.0.0.1@evil.example/callback", "http://evil.example@127.0.0.1/callback",
            "http://127.0.0.1\\@evil.example/callback", "http://127.0.0.1:80/callback/", "http://127.0.0.1:80/callback?a=b",
            "http://127.0.0.1:80/callback#a", "http://127.0.0.1:80//callback", "http://127.0.0.1:80/./callback",
            "https://127.0.0.1/callback", "https://127.0.0.1:80/callback", "http://[::ffff:127.0.0.1]/callback",
            "http://[::1%25lo]/callback", "http://[0:0:0:0:0:0:0:1]/callback", "http://[::1].evil.example/callback",
            "http://[::1]evil.example/callback", "HTTP://127.0.0.1/callback", "http://127。0。0。1/callback",
        ])
    func refused(uri: String) async throws {
        let answer = try await answer(uri)
        #expect(answer.status == 400 && answer.location == nil)
    }

    @Test(
        "plain HTTP is registered for addresses of this machine alone",
        arguments: [
            "http://127.0.0.1.evil.example/callback", "http://0.0.0.0/callback", "http://2130706433/callback",
            "http://127.1/callback", "http://0177.0.0.1/callback", "http://localhost.evil.example/callback",
            "http://localhost./callback", "http://[::ffff:127.0.0.1]/callback", "http://[::]/callback",
            "http://127.0.0.1@evil.example/callback", "http://127.0.0.256/callback", "http://client.localhost/callback",
        ])
    func registration(uri: String) async throws {
        try await TestServer.run { server async throws in
            let refusal = await #expect(throws: OAuthRefusal.self) {
                _ = try await TestClient(server) { $0.redirectURIs = [uri] }
            }
            #expect(refusal?.code == .invalidRedirectURI)
        }
    }
}
