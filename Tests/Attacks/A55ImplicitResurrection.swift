// A55: tokens that travel through the browser, or flows that were given up, called back by a parameter or a registration.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("A55 implicit resurrection")
struct A55ImplicitResurrection {
    static let types = [
        "token", "id_token", "id_token token", "token id_token", "code token", "code id_token", "code id_token token",
        "none", "TOKEN", "Code", "code ", " code", "code code", "code\u{0}", "device", "refresh_token",
    ]

    @Test("only a code is answered, whatever else is asked for, pushed or not", arguments: types)
    func responseTypes(type: String) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let browser = TestBrowser(server)
            try await browser.signIn()
            for mode in [nil, "form_post"] {
                let query = client.parameters(["response_type": type, "response_mode": mode, "nonce": "n"])
                try await browser.get("/oauth/authorize?\(FormParameters.text(query))")
                let names =
                    mode == nil
                    ? browser.answer : Dictionary(browser.hidden.map { ($0.name, $0.value) }) { $1 }
                #expect(names["error"] == "unsupported_response_type", "\(browser.page.text)")
                #expect(!(browser.location ?? "").contains("#") && !(browser.location ?? "").contains("token="))
                #expect(try await client.push(query)["error"] == "unsupported_response_type")
            }
        }
    }

    @Test(
        "no answer stands in a fragment, and none is sealed in another way",
        arguments: [
            "fragment", "fragment.jwt", "query.jwt", "form_post.jwt", "jwt", "web_message", "FORM_POST", "",
        ])
    func responseModes(mode: String) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let browser = TestBrowser(server)
            let answer = try await browser.authorize(client.parameters(["response_mode": mode]))
            #expect(mode.isEmpty ? answer["code"] != nil : answer["error"] == "invalid_request")
            #expect(!(browser.location ?? "").contains("#"))
        }
    }

    @Test("no client brings such a flow with it, and no state of a page that it makes up")
    func registration() async throws {
        try await TestServer.run(policy: ClientPolicy(registration: .open)) { server async throws in
            for types in [["token"], ["code", "id_token"], ["none"]] {
                await #expect(throws: OAuthRefusal.self) { _ = try await TestClient(server) { $0.responseTypes = types } }
            }
            for grant in ["implicit", "password", "urn:ietf:params:oauth:grant-type:saml2-bearer"] {
                await #expect(throws: OAuthRefusal.self) { _ = try await TestClient(server) { $0.grantTypes = [grant] } }
            }
            let said = #""response_types":["token","id_token"],"grant_types":["implicit"]"#
            let own = try await server.send(
                .post, "/oauth/register", body: #"{"redirect_uris":["\#(TestClient.callback)"],\#(said)}"#)
            #expect(own.status == 400)
            // A form of a page carries the whole request, which is examined again: nothing that it says counts for itself.
            let client = try await TestClient(server)
            let browser = TestBrowser(server)
            try await browser.signIn()
            try await browser.get("/oauth/authorize?\(FormParameters.text(client.parameters()))")
            let form = browser.hidden.filter { $0.name != "request" } + [("decision", "allow")]
            let token = FormParameters.text(client.parameters(["response_type": "token"]))
            try await browser.post("/consent", form + [("request", token), ("client_data", "eyJydHkiOiJ0b2tlbiJ9")])
            #expect(browser.answer["error"] == "unsupported_response_type" && browser.answer["code"] == nil)
            let evil = FormParameters.text(client.parameters(["redirect_uri": "https://evil.example/"]))
            try await browser.post("/consent", form + [("request", evil)])
            #expect(browser.page.status == 400 && browser.location == nil)
        }
    }

    @Test(
        "the token endpoint and the metadata know no other flow",
        arguments: [
            "implicit", "password", "urn:ietf:params:oauth:grant-type:saml2-bearer", "AUTHORIZATION_CODE", "none", "",
        ])
    func grants(type: String) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let answer = try await client.ask([
                ("grant_type", type), ("username", "ana"), ("password", TestAuthority.anasPassword), ("code", "x"),
            ])
            #expect(answer.status == 400 && answer["access_token"] == nil)
            #expect(answer["error"] == (type.isEmpty ? "invalid_request" : "unsupported_grant_type"))
            let metadata = try #require(try await server.send(.get, "/.well-known/openid-configuration").json)
            #expect(metadata["response_types_supported"]?.text == #"["code"]"#)
            #expect(metadata["response_modes_supported"]?.text == #"["query","form_post"]"#)
            let named = metadata["grant_types_supported"]?.elements?.compactMap(\.string) ?? []
            #expect(!named.contains(type) && named.contains("authorization_code"))
        }
    }
}
