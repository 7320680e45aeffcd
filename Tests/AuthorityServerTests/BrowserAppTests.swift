// Apps that run in a browser: their scripts ask the token endpoint from their own site, and no other site's do.

import HTTPTypes
import OAuth
import Support
import Testing

@Suite("Browser apps")
struct BrowserAppTests {
    static let paths = ["/oauth/token", "/oauth/userinfo", "/oauth/revoke"]

    static func app(_ server: TestServer) async throws -> TestClient {
        try await TestClient(server) { $0.authentication = "none" }
    }

    @Test("a preflight of a registered app is answered, and kept for a while", arguments: paths)
    func preflight(path: String) async throws {
        try await TestServer.run { server async throws in
            _ = try await Self.app(server)
            let answer = try await server.send(
                .options, path,
                [
                    .field("Origin", TestClient.origin), .field("Access-Control-Request-Method", "POST"),
                    .field("Access-Control-Request-Headers", "content-type"), .field("Sec-Fetch-Site", "cross-site"),
                ])
            #expect(answer.status == 204 && answer.body.isEmpty)
            #expect(answer.header("Access-Control-Allow-Origin") == TestClient.origin && answer.header("Vary") == "Origin")
            #expect(answer.header("Access-Control-Max-Age") == "600")
            #expect(answer.header("Access-Control-Allow-Credentials") == nil)
        }
    }

    @Test("its script redeems a code, asks who it is, and reads what was refused")
    func whole() async throws {
        try await TestServer.run { server async throws in
            let app = try await Self.app(server)
            let fields = [HTTPField.field("Origin", TestClient.origin), .field("Sec-Fetch-Site", "cross-site")]
            let tokens = try await app.redeem(app.code(), [:], fields)
            #expect(tokens.status == 200 && tokens.header("Access-Control-Allow-Origin") == TestClient.origin)
            let who = try await server.send(
                .get, "/oauth/userinfo", fields + [.bearer(try #require(tokens["access_token"]))])
            #expect(who["sub"] == "usr_ana" && who.header("Access-Control-Allow-Origin") == TestClient.origin)
            // What it did wrong it may read as well.
            for path in ["/oauth/token", "/oauth/userinfo", "/oauth/revoke"] {
                let told = try await server.send(.post, "\(path)?access_token=x", fields)
                #expect(told.status == 400 && told.header("Access-Control-Allow-Origin") == TestClient.origin, "\(path)")
            }
            let refused = try await server.send(.get, "/oauth/userinfo", fields + [.bearer("junk")])
            #expect(refused.status == 401 && refused.header("Access-Control-Allow-Origin") == TestClient.origin)
            #expect(try await app.redeem("junk", [:], fields).header("Access-Control-Allow-Origin") == TestClient.origin)
        }
    }
}
