// One run of a module of FAPI 2.0: a client as docs/guides/fapi.md registers it, its two keys, and a browser.

import Authority
import Foundation
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

struct FAPIRun {
    static let guide = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../docs/guides/fapi.md")
    static let origin = "https://auth.example.com"
    static let userinfoURL = origin + "/oauth/userinfo"

    let server: TestServer
    let client: TestClient
    /// What signs the client's assertions.
    let asserter: TestAsserter
    /// What its tokens are bound to.
    let sender: TestSender
    let browser: TestBrowser

    /// The client of the guide, but for its keys.
    static func metadata() throws -> ClientMetadata {
        let text = try String(contentsOf: guide, encoding: .utf8)
        let block = try #require(text.firstMatch(of: /```json\n([^`]+)```/))
        let object = try JSONDocument.object(parsing: Array(block.1.utf8))
        return try ClientMetadata(try #require(object["clients"]?.elements?.first))
    }

    init(
        _ server: TestServer,
        asserter: TestAsserter? = nil,
        _ change: (inout ClientMetadata) throws -> Void = { _ in }
    ) async throws {
        self.server = server
        self.asserter = try asserter ?? TestAsserter()
        var metadata = try FAPIRun.metadata()
        metadata.keys = try JSONDocument.object(parsing: self.asserter.keys)
        try change(&metadata)
        let changed = metadata
        client = try await TestClient(server, asserter: self.asserter) { $0 = changed }
        sender = try TestSender()
        browser = TestBrowser(server)
    }

    static func run(_ body: @escaping @Sendable (FAPIRun) async throws -> Void) async throws {
        try await TestServer.run { server async throws in
            try await server.house.setProfile(ConformanceRun.profile)
            try await body(FAPIRun(server))
        }
    }

    /// A proof for the token endpoint or another that takes a form.
    func proof(_ path: String = "/oauth/token") throws -> HTTPField {
        .field("DPoP", try sender.proof("POST", FAPIRun.origin + path, token: nil, at: server.now))
    }

    /// Pushes a request and takes the browser through it.
    ///
    /// - Parameter beside: what the browser brings besides the request's name.
    func authorize(
        scope: String = "openid notes:read",
        _ changes: [String: String?] = [:],
        _ fields: [HTTPField] = [],
        beside: [(name: String, value: String)] = []
    ) async throws -> [String: String] {
        let pushed = try await client.push(client.parameters(scope: scope, changes), fields)
        try #require(pushed.status == 201, "\(pushed.text)")
        let name = try #require(pushed["request_uri"])
        return try await browser.authorize([("client_id", client.id), ("request_uri", name)] + beside)
    }

    func code(scope: String = "openid notes:read", _ changes: [String: String?] = [:]) async throws -> String {
        try #require(try await authorize(scope: scope, changes)["code"])
    }

    /// Redeems a code with a proof.
    func tokens(_ code: String) async throws -> TestAnswer {
        let tokens = try await client.redeem(code, [:], [proof()])
        try #require(tokens.status == 200, "\(tokens.text)")
        #expect(tokens["token_type"] == "DPoP" && tokens.header("Cache-Control") == "no-store")
        return tokens
    }

    /// Shows an access token where a protected resource stands, as it should be shown.
    func userinfo(_ tokens: TestAnswer, by other: TestSender? = nil, _ fields: [HTTPField] = []) async throws -> TestAnswer {
        let access = try #require(tokens["access_token"])
        let proof = try (other ?? sender).proof("GET", FAPIRun.userinfoURL, token: access, at: server.now)
        return try await server.send(
            .get, "/oauth/userinfo", [.field("Authorization", "DPoP \(access)"), .field("DPoP", proof)] + fields)
    }

    func identity(_ tokens: TestAnswer) throws -> JSONValue { try CodeFlowTests.claims(tokens["id_token"]) }
}
