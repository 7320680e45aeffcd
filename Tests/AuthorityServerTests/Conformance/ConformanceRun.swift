// One run of a module of the conformance suite: a client, a browser, and the way in which answers travel.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

/// How the answers of a plan travel: Basic has them in the query, Form Post in a form.
enum ConformancePlan: String, CaseIterable, Sendable {
    case basic = "query"
    case formPost = "form_post"
}

struct ConformanceRun {
    let server: TestServer
    let client: TestClient
    let browser: TestBrowser
    let plan: ConformancePlan

    /// What ana tells of herself.
    static let profile = """
        {"name":"Ana Example","email":"ana@example.com","email_verified":true,"phone_number":"+49 30 1",\
        "phone_number_verified":false,"address":{"country":"DE"}}
        """

    static func run(
        _ plan: ConformancePlan,
        _ change: @escaping @Sendable (inout ClientMetadata) -> Void = { _ in },
        _ body: @escaping @Sendable (ConformanceRun) async throws -> Void
    ) async throws {
        try await TestServer.run { server async throws in
            try await server.house.setProfile(profile)
            let client = try await TestClient(server, change)
            try await body(ConformanceRun(server: server, client: client, browser: TestBrowser(server), plan: plan))
        }
    }

    /// Goes through an authorization, signing in and allowing where it is asked.
    ///
    /// - Parameter backwards: whether the parameters come in another order than they usually do.
    func authorize(
        scope: String = "openid",
        _ changes: [String: String?] = [:],
        backwards: Bool = false
    ) async throws -> [String: String] {
        var all = changes
        if plan == .formPost { all["response_mode"] = "form_post" }
        let parameters = client.parameters(scope: scope, all)
        return read(try await browser.authorize(backwards ? parameters.reversed() : parameters))
    }

    /// Only asks, and presses nothing.
    func ask(scope: String = "openid", _ changes: [String: String?] = [:]) async throws -> [String: String] {
        var all = changes
        if plan == .formPost { all["response_mode"] = "form_post" }
        try await browser.get("/oauth/authorize?\(FormParameters.text(client.parameters(scope: scope, all)))")
        return read(browser.answer)
    }

    /// What the client is told, by the way of the plan.
    func read(_ answer: [String: String]) -> [String: String] {
        guard plan == .formPost, browser.page.status == 200 else {
            // An answer in the query would be one of the other plan.
            return plan == .formPost && browser.location?.hasPrefix(TestClient.callback) ?? false ? [:] : answer
        }
        return Dictionary(browser.hidden.map { ($0.name, $0.value) }) { $1 }
    }

    /// The tokens of a whole flow.
    func tokens(scope: String = "openid", _ changes: [String: String?] = [:]) async throws -> TestAnswer {
        let answer = try await authorize(scope: scope, changes)
        #expect(answer["state"] == "s t/ä" && answer["iss"] == server.house.issuer.value)
        let tokens = try await client.redeem(try #require(answer["code"], "\(answer)"))
        #expect(tokens.status == 200)
        return tokens
    }

    func identity(_ tokens: TestAnswer) throws -> JSONValue { try CodeFlowTests.claims(tokens["id_token"]) }

    func userinfo(_ tokens: TestAnswer, _ method: HTTPRequest.Method = .get) async throws -> TestAnswer {
        try await server.send(method, "/oauth/userinfo", [.bearer(tokens["access_token"] ?? "")])
    }

    var isAtSignIn: Bool { browser.location?.hasPrefix("/login") ?? false }
}
