// A client of a test that registered itself, and what it was answered.

import Authority
import Fetching
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

struct OwnClient {
    let server: TestServer
    let id: String
    let secret: String?
    let token: String
    let answer: TestAnswer

    /// The path of its registration.
    var place: String { "/oauth/register/\(id)" }

    /// The metadata as JSON: that of a client of codes, but for what a test says; `nil` leaves a member out.
    static func body(_ changes: [String: String?] = [:]) -> String {
        var members: [String: String] = [
            "client_name": #""Notes""#, "redirect_uris": #"["\#(TestClient.callback)"]"#,
            "grant_types": #"["authorization_code","refresh_token"]"#,
            // Making a key of RSA takes a tenth of a second.
            "id_token_signed_response_alg": #""ES256""#,
        ]
        for (name, value) in changes { members[name] = value }
        return "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    init(_ server: TestServer, _ changes: [String: String?] = [:], initial: String? = nil) async throws {
        self.server = server
        answer = try await server.send(
            .post, "/oauth/register", initial.map { [.bearer($0)] } ?? [], body: OwnClient.body(changes))
        try #require(answer.status == 201, "\(answer.text)")
        id = try #require(answer["client_id"])
        secret = answer["client_secret"]
        token = try #require(answer["registration_access_token"])
    }

    /// Runs `body` on a server with a client that registered itself.
    static func run(
        _ changes: [String: String?] = [:],
        fetch: TestFetch = TestFetch(),
        _ body: @escaping @Sendable (TestServer, OwnClient) async throws -> Void
    ) async throws {
        try await TestServer.run(policy: ClientPolicy(registration: .open), fetch: fetch) { server async throws in
            try await body(server, OwnClient(server, changes))
        }
    }

    func parameters(_ changes: [String: String?] = [:]) -> [(name: String, value: String)] {
        OwnClient.parameters(of: id, changes)
    }

    /// A request of any client.
    static func parameters(of id: String, _ changes: [String: String?] = [:]) -> [(name: String, value: String)] {
        var parameters: [String: String] = [
            "response_type": "code", "client_id": id, "redirect_uri": TestClient.callback, "state": "s",
            "scope": "openid notes:read", "code_challenge": CodeChallenge.of(TestClient.verifier),
            "code_challenge_method": "S256",
        ]
        for (name, value) in changes { parameters[name] = value }
        return parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func code() async throws -> String {
        let browser = TestBrowser(server)
        return try #require(try await browser.authorize(parameters())["code"], "\(browser.page.text)")
    }

    func redeem(_ code: String, secret other: String? = nil) async throws -> TestAnswer {
        try await OwnClient.redeem(code, of: id, secret: other ?? secret, at: server)
    }

    static func redeem(
        _ code: String,
        of id: String,
        secret: String? = nil,
        _ more: [(name: String, value: String)] = [],
        at server: TestServer
    ) async throws -> TestAnswer {
        let form =
            [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", TestClient.callback),
                ("code_verifier", TestClient.verifier),
            ] + (secret == nil ? [("client_id", id)] : []) + more
        return try await server.send(
            .post, "/oauth/token", secret.map { [.basic(id, $0)] } ?? [], body: FormParameters.text(form),
            type: "application/x-www-form-urlencoded")
    }
}
