// The modules of FAPI 2.0 about the name that a pushed request gets: one test of the same intent each.

import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Conformance: FAPI 2.0 request URIs")
struct ConformanceFAPIPushTests {
    private func page(_ query: [(name: String, value: String)], _ server: TestServer) async throws -> TestAnswer {
        try await TestBrowser(server).get("/oauth/authorize?\(FormParameters.text(query))")
    }

    @Test("fapi2-security-profile-final-par-without-duplicate-parameters")
    func nothingTwice() async throws {
        try await FAPIRun.run { run async throws in
            // The browser brings nothing of the request again.
            let query = try await run.client.pushed()
            #expect(query.map(\.name) == ["client_id", "request_uri"])
            let answer = try await run.browser.authorize(query)
            #expect(answer["code"] != nil && answer["state"] == "s t/ä")
        }
    }

    @Test("fapi2-security-profile-final-par-attempt-reuse-request_uri")
    func reuse() async throws {
        try await FAPIRun.run { run async throws in
            let query = try await run.client.pushed()
            #expect(try await run.browser.authorize(query)["code"] != nil)
            #expect(try await page(query, run.server).status == 400)
            #expect(try await run.browser.authorize(query)["code"] == nil)
        }
    }

    @Test("fapi2-security-profile-final-par-ensure-reused-request-uri-prior-to-auth-completion-succeeds")
    func reload() async throws {
        try await FAPIRun.run { run async throws in
            let query = try await run.client.pushed()
            for _ in 0..<2 { #expect(try await page(query, run.server).status == 303) }
            #expect(try await run.browser.authorize(query)["code"] != nil)
        }
    }

    @Test("fapi2-security-profile-final-par-attempt-to-use-expired-request_uri")
    func expired() async throws {
        try await FAPIRun.run { run async throws in
            let pushed = try await run.client.push(run.client.parameters())
            // Shorter than ten minutes (FAPI 2.0 §5.3.2.2).
            let lifetime = try #require(pushed.json?["expires_in"]?.integer)
            #expect((5..<600).contains(lifetime))
            let query = [("client_id", run.client.id), ("request_uri", try #require(pushed["request_uri"]))]
            run.server.wait(lifetime)
            #expect(try await page(query.map { ($0.0, $0.1) }, run.server).status == 400)
        }
    }

    @Test("fapi2-security-profile-final-par-attempt-to-use-request_uri-for-different-client")
    func foreign() async throws {
        try await FAPIRun.run { run async throws in
            let other = try await FAPIRun(run.server)
            let name = try #require(try await run.client.pushed().last)
            let answer = try await page([("client_id", other.client.id), name], run.server)
            #expect(answer.status == 400 && answer.header("Location") == nil)
        }
    }

    @Test("fapi2-security-profile-final-par-authorization-request-containing-request_uri-form-param")
    func nested() async throws {
        try await FAPIRun.run { run async throws in
            let name = try #require(try await run.client.pushed().last)
            let answer = try await run.client.push(run.client.parameters() + [name])
            #expect(answer.status == 400 && answer["error"] == "invalid_request")
        }
    }

    static let methods: [HTTPRequest.Method] = [.get, .put, .patch, .delete]

    @Test("fapi2-security-profile-final-par-attempt-invalid-http-method", arguments: methods)
    func method(method: HTTPRequest.Method) async throws {
        try await FAPIRun.run { run async throws in
            let assertion = try run.asserter.assertion(run.client.id, at: run.server.now)
            let form = FormParameters.text(run.client.parameters() + run.asserter.parameters(assertion))
            let answer = try await run.server.send(
                method, "/oauth/par", body: method == .get ? nil : form, type: "application/x-www-form-urlencoded")
            // RFC 9126 §2.3
            #expect(answer.status == 405 && answer.header("Allow") == "POST, OPTIONS")
            #expect(try await run.server.house.count("pushed_requests") == 0)
        }
    }
}
