// A13: mix-up: every answer says who gives it, errors too, in every mode.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("A13 mix-up")
struct A13MixUp {
    @Test(
        "errors, in the query and in a form",
        arguments: [
            ["prompt": "none"], ["response_type": "token"], ["request": "junk"], ["code_challenge": nil],
            ["request_uri": "https://a.example/"], ["max_age": "x"], ["prompt": "junk"], ["resource": "https://other.example"],
        ] as [[String: String?]])
    func errors(changes: [String: String?]) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let browser = TestBrowser(server)
            let answer = try await browser.authorize(client.parameters(changes))
            #expect(answer["error"] != nil && answer["iss"] == "https://auth.example.com" && answer["state"] == "s t/ä")
            let form = client.parameters(changes.merging(["response_mode": "form_post"]) { $1 })
            try await browser.get("/oauth/authorize?\(FormParameters.text(form))")
            let fields = Dictionary(browser.hidden.map { ($0.name, $0.value) }) { $1 }
            #expect(browser.page.status == 200 && browser.location == nil)
            #expect(fields["error"] == answer["error"] && fields["state"] == "s t/ä")
            #expect(fields["iss"] == "https://auth.example.com")
        }
    }

    @Test("codes, refusals of the person, and the metadata that says so")
    func answers() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let browser = TestBrowser(server)
            try await browser.signIn()
            try await browser.get("/oauth/authorize?\(FormParameters.text(client.parameters()))")
            try await browser.post("/consent", browser.hidden + [("decision", "deny")])
            #expect(browser.answer["error"] == "access_denied" && browser.answer["iss"] == "https://auth.example.com")
            #expect(try await browser.authorize(client.parameters())["iss"] == "https://auth.example.com")
            let metadata = try await server.send(.get, "/.well-known/oauth-authorization-server")
            #expect(metadata.json?["authorization_response_iss_parameter_supported"]?.bool == true)
        }
    }
}
