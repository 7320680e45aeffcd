// What the tests of signing out share: a client that signed a person in, and what it was told of the end.

import Authority
import Fetching
import JOSE
import OAuth
import Support
import Testing

/// A browser in which ana signed in at a client.
struct LogoutFlow {
    static let after = "https://client.example/after"
    static let hearing = "https://client.example/logout"

    let server: TestServer
    let client: TestClient
    let browser: TestBrowser
    let tokens: TestAnswer

    /// Signs ana in.
    init(_ server: TestServer, scope: String = "openid notes:read", _ change: (inout ClientMetadata) -> Void = { _ in })
        async throws
    {
        self.server = server
        client = try await TestClient(server) { metadata in
            metadata.afterLogoutURIs = [LogoutFlow.after]
            metadata.logoutURL = LogoutFlow.hearing
            change(&metadata)
        }
        browser = TestBrowser(server)
        tokens = try await client.redeem(client.code(scope: scope, in: browser))
    }

    var hint: String { tokens["id_token"] ?? "none" }

    /// Goes to the end-session endpoint.
    @discardableResult
    func leave(_ parameters: [(name: String, value: String)]) async throws -> TestAnswer {
        try await browser.get("/oauth/logout" + (parameters.isEmpty ? "" : "?\(FormParameters.text(parameters))"))
    }

    /// Says yes on the page that asks.
    @discardableResult
    func confirm() async throws -> TestAnswer {
        try await browser.post("/logout", browser.hidden)
    }

    /// Whether the browser is still signed in.
    func isSignedIn() async throws -> Bool {
        try await browser.get("/account/apps").status == 200
    }

    /// Tells the clients that are to be told.
    func tell() async throws {
        try await server.house.authority.logouts.tell(now: { [server] in server.now }, logger: server.log.logger)
    }
}
