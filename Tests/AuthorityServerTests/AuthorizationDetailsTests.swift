// Rich authorization requests (RFC 9396) from the request to the API: asked for in detail, shown whole, carried and narrowed.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Records
import Support
import Testing

@Suite("Authorization details")
struct AuthorizationDetailsTests {
    static let asked = "[\(TestBank.payment()),\(TestBank.payment("7", to: "Ben"))]"

    /// Runs with a bank, a client of it, and ana's browser.
    static func run(
        _ change: @escaping @Sendable (inout ClientMetadata) -> Void = { _ in },
        _ body: @escaping @Sendable (TestServer, TestClient, TestBrowser) async throws -> Void
    ) async throws {
        try await TestServer.run { server async throws in
            try await TestBank.build(server.house)
            try await body(server, try await TestClient(server, change), TestBrowser(server))
        }
    }

    /// The details of an answer or a claim, as texts.
    static func texts(_ value: JSONValue?) -> [String] { (value?.elements ?? []).map(\.text) }

    static let canonical = [
        #"{"creditorName":"Ana's Books","instructedAmount":{"amount":"12.50","currency":"EUR"},"type":"payment_initiation"}"#,
        #"{"creditorName":"Ben","instructedAmount":{"amount":"7","currency":"EUR"},"type":"payment_initiation"}"#,
    ]

    @Test(
        "what is asked in detail is shown, approved, and carried by answer, token and introspection",
        arguments: ["query", "pushed", "signed"])
    func whole(way: String) async throws {
        try await TestServer.run { server async throws in
            try await TestBank.build(server.house)
            let signing = try await SigningClient(server)
            let client = signing.client
            var query = client.parameters(scope: nil, ["authorization_details": Self.asked])
            if way == "pushed" {
                let pushed = try await client.push(query)
                query = [("client_id", client.id), ("request_uri", try #require(pushed["request_uri"], "\(pushed.text)"))]
            }
            if way == "signed" {
                let object = try signing.object([
                    "authorization_details": SigningClient.value(Self.asked), "scope": nil,
                ])
                query = [("client_id", client.id), ("request", object)]
            }
            // Beside what was pushed or signed nothing counts, so nobody at the browser changes it (RFC 9396 §12).
            if way != "query" { query.append(("authorization_details", "[\(TestBank.payment("9999", to: "Eve"))]")) }
            let code = try #require(try await TestBrowser(server).authorize(query)["code"])
            let tokens = try await client.redeem(code)
            #expect(tokens.status == 200 && tokens["scope"] == "")
            #expect(Self.texts(tokens.json?["authorization_details"]) == Self.canonical)
            let token = try #require(tokens["access_token"])
            let read = try server.house.verified(token, audience: TestBank.bank)
            #expect(read.authorizationDetails(ofType: "payment_initiation").map(\.value.text) == Self.canonical)
            let told = try await client.ask([("token", token)], at: "/oauth/introspect")
            #expect(Self.texts(told.json?["authorization_details"]) == Self.canonical)
        }
    }

    @Test("a device asks in detail as well")
    func device() async throws {
        try await TestServer.run { server async throws in
            try await TestBank.build(server.house)
            let client = try await DeviceFlowTests.television(server)
            let codes = try await client.ask(
                [("authorization_details", Self.asked)], at: "/oauth/device_authorization")
            try #require(codes.status == 200, "\(codes.text)")
            let browser = TestBrowser(server)
            try await browser.signIn()
            try await browser.get("/device")
            try await browser.post("/device", browser.hidden + [("user_code", codes["user_code"] ?? "")])
            #expect(browser.page.text.contains("Ana&#39;s Books"))
            try await browser.post("/device", browser.hidden + [("decision", "allow")])
            let tokens = try await DeviceFlowTests.come(client, codes)
            #expect(Self.texts(tokens.json?["authorization_details"]) == Self.canonical)
            let refused = try await client.ask(
                [("authorization_details", "[{\"type\":\"x\"}]")], at: "/oauth/device_authorization")
            #expect(refused.status == 400 && refused["error"] == "invalid_authorization_details")
        }
    }

    @Test(
        "what doesn't keep the rules of its type is refused, and the refusal names it",
        arguments: [
            ("{}", "JSON array"), ("[", "JSON array"), ("[]", "1 to 10"), ("\"x\"", "JSON array"), ("[1]", "string type"),
            (#"[{"type":1}]"#, "string type"), (#"[{"actions":[]}]"#, "string type"), (#"[{"type":"loan"}]"#, "no API here knows"),
            (#"[{"type":"Statement"}]"#, "no API here knows"), (#"[{"type":"payment_initiation"}]"#, "lacks the member"),
            (#"[{"type":"statement","type":"statement"}]"#, "JSON array"),
            ("[\(TestBank.payment(more: #","creditorName":"Eve""#))]", "JSON array"),
            ("[\(TestBank.payment(more: #","iban":"DE02""#))]", "[0].iban is no member"),
            ("[\(TestBank.payment(more: #","note":null"#))]", "[0].note must be a string"),
            ("[\(TestBank.payment(more: #","note":7"#))]", "[0].note must be a string"),
            ("[\(TestBank.payment(more: #","note":"""#))]", "can't be shown"),
            ("[\(TestBank.payment(more: #","note":{"a":"b"}"#))]", "[0].note must be a string"),
            ("[\(TestBank.payment(more: #","urgent":"true""#))]", "true or false"),
            ("[\(TestBank.payment(more: #","fee":"1""#))]", "a number"), ("[\(TestBank.payment(more: #","fee":1e3"#))]", "exponent"),
            ("[\(TestBank.payment(more: #","actions":"initiate""#))]", "a list"),
            ("[\(TestBank.payment(more: #","actions":[]"#))]", "a list"),
            ("[\(TestBank.payment(more: #","actions":["steal"]"#))]", "initiate or status or cancel"),
            (#"[{"type":"payment_initiation","instructedAmount":"1","creditorName":"B"}]"#, "must be an object"),
            (#"[{"type":"payment_initiation","instructedAmount":{},"creditorName":"B"}]"#, "must be an object"),
            (
                #"[{"type":"payment_initiation","instructedAmount":{"amount":"1","currency":"GBP"},"creditorName":"B"}]"#,
                "EUR or USD"
            ),
            (
                #"[{"type":"payment_initiation","instructedAmount":{"amount":"1","currency":"EUR","x":"1"},"creditorName":"B"}]"#,
                "instructedAmount.x is no member"
            ),
            ("[\(TestBank.payment()),\(TestBank.payment())]", "says the same"),
            ("[" + (0..<11).map { TestBank.payment("\($0)") }.joined(separator: ",") + "]", "1 to 10"),
            ("[\(TestBank.payment(more: ",\"note\":\"" + String(repeating: "a", count: 4_096) + "\""))]", "4096 bytes"),
            (#"[{"type":"statement"}]"#, "several APIs"),
            (#"[{"type":"statement","locations":[]}]"#, "one API"),
            (#"[{"type":"statement","locations":["https://bank.example","https://files.example"]}]"#, "one API"),
            (#"[{"type":"statement","locations":["https://api.example.com"]}]"#, "names no API"),
            (#"[{"type":"statement","locations":["https://bank.example/"]}]"#, "names no API"),
            (#"[{"type":"statement","locations":"https://bank.example"}]"#, "one API"),
        ])
    func refused(details: String, word: String) async throws {
        try await Self.run { server, client, _ in
            let answer = try await client.push(client.parameters(scope: nil, ["authorization_details": details]))
            #expect(answer.status == 400 && answer["error"] == "invalid_authorization_details", "\(answer.text)")
            #expect(answer["error_description"]?.contains(word) == true, "\(answer.text)")
            #expect(try await server.house.count("pushed_requests") == 0)
        }
    }

    @Test("whose a detail is: locations say it, resource says it where several APIs have the type, and may not say another")
    func owners() async throws {
        try await Self.run { _, client, browser in
            let statement = #"[{"type":"statement","locations":["https://files.example"]}]"#
            let located = try await client.redeem(
                client.code(scope: nil, ["authorization_details": statement], in: browser))
            #expect(Self.texts(located.json?["authorization_details"]).first?.contains("files.example") == true)
            try await browser.get(
                "/oauth/authorize?"
                    + FormParameters.text(
                        client.parameters(
                            scope: nil, ["authorization_details": #"[{"type":"statement"}]"#, "resource": TestBank.bank])))
            #expect(browser.page.text.contains("see your statements") && !browser.page.text.contains("files called"))
            let wrong = try await client.push(
                client.parameters(scope: nil, ["authorization_details": Self.asked, "resource": TestBank.files]))
            #expect(wrong["error"] == "invalid_authorization_details", "\(wrong.text)")
        }
    }

    @Test("a client may be registered for some types, and asks for no others")
    func registered() async throws {
        try await Self.run({ $0.detailTypes = ["statement"] }) { _, client, _ in
            let wrong = try await client.push(client.parameters(scope: nil, ["authorization_details": Self.asked]))
            #expect(wrong["error"] == "invalid_authorization_details" && wrong.text.contains("registered for statement"))
            let right = try await client.push(
                client.parameters(
                    scope: nil, ["authorization_details": #"[{"type":"statement"}]"#, "resource": TestBank.bank]))
            #expect(right.status == 201, "\(right.text)")
        }
    }

    @Test("without a scope none is asked for; beside one both are, and a token is for one API")
    func besideScope() async throws {
        try await Self.run { server, client, browser in
            let code = try await client.code(
                scope: "openid notes:read", ["authorization_details": Self.asked], in: browser)
            let first = try await client.redeem(code)
            #expect(first["scope"] == "openid notes:read" && first.json?["authorization_details"] == nil)
            let refresh = try #require(first["refresh_token"])
            let second = try await client.refresh(refresh, [("resource", TestBank.bank)])
            #expect(second["scope"] == "openid" && Self.texts(second.json?["authorization_details"]) == Self.canonical)
            let token = try server.house.verified(try #require(second["access_token"]), audience: TestBank.bank)
            #expect(token.authorizationDetails.count == 2)
        }
    }

    @Test("refreshing keeps the details, narrows to some of them, and widens to none")
    func refreshing() async throws {
        try await Self.run { _, client, browser in
            let first = try await client.redeem(client.code(scope: nil, ["authorization_details": Self.asked], in: browser))
            var refresh = try #require(first["refresh_token"])
            let all = try await client.refresh(refresh)
            #expect(Self.texts(all.json?["authorization_details"]) == Self.canonical)
            refresh = try #require(all["refresh_token"])
            // The same object in another order of its members, and with the API named.
            let same = """
                [{"creditorName":"Ben","locations":["https://bank.example"],"type":"payment_initiation",
                "instructedAmount":{"amount":"\\u0037","currency":"EUR"}}]
                """
            // One with locations is for the same API, so it says the same.
            let some = try await client.refresh(refresh, [("authorization_details", same)])
            #expect(Self.texts(some.json?["authorization_details"]) == [Self.canonical[1]], "\(some.text)")
            refresh = try #require(some["refresh_token"])
            for wider in [
                TestBank.payment("12.51"), TestBank.payment("12.5"), TestBank.payment(more: #","note":"x""#),
                TestBank.payment() + "," + TestBank.payment("8", to: "Ben"), #"{"type":"statement"}"#, TestBank.folder("a"),
            ] {
                let answer = try await client.refresh(refresh, [("authorization_details", "[\(wider)]")])
                #expect(answer.status == 400 && answer["error"] == "invalid_authorization_details", "\(wider): \(answer.text)")
            }
            // A refusal uses nothing up, and what was narrowed once is whole the next time.
            let again = try await client.refresh(refresh)
            #expect(Self.texts(again.json?["authorization_details"]) == Self.canonical)
        }
    }

    @Test("a code is redeemed for fewer, and by naming details for the API that they are for")
    func redeeming() async throws {
        try await Self.run { server, client, browser in
            let asked = "[\(TestBank.payment()),\(TestBank.folder("photos"))]"
            let code = try await client.code(scope: nil, ["authorization_details": asked], in: browser)
            let mixed = try await client.redeem(code, ["authorization_details": asked])
            #expect(mixed["error"] == "invalid_authorization_details")
            let tokens = try await client.redeem(code, ["authorization_details": "[\(TestBank.folder("photos"))]"])
            #expect(Self.texts(tokens.json?["authorization_details"]).count == 1, "\(tokens.text)")
            let token = try server.house.verified(try #require(tokens["access_token"]), audience: TestBank.files)
            #expect(token.authorizationDetails.first?.identifier == "photos")
        }
    }

    @Test("a client gets none in its own name: nobody could be shown them")
    func clientCredentials() async throws {
        try await Self.run({
            $0.grantTypes = ["client_credentials"]; $0.redirectURIs = []
        }) { _, client, _ in
            let answer = try await client.ask([
                ("grant_type", "client_credentials"), ("resource", TestBank.bank), ("authorization_details", Self.asked),
            ])
            #expect(answer.status == 400 && answer["error"] == "invalid_authorization_details")
        }
    }

    @Test("what an API declares no longer is in no token that is made from then on")
    func undeclared() async throws {
        try await Self.run { server, client, browser in
            let first = try await client.redeem(client.code(scope: nil, ["authorization_details": Self.asked], in: browser))
            _ = try await server.house.authority.apis.removeDetailType("payment_initiation", from: TestBank.bank)
            let second = try await client.refresh(try #require(first["refresh_token"]))
            #expect(second.status == 200 && second.json?["authorization_details"] == nil)
            let push = try await client.push(client.parameters(scope: nil, ["authorization_details": Self.asked]))
            #expect(push["error"] == "invalid_authorization_details")
        }
    }

    @Test("a client that registers itself may name the types that it asks for; what can be no type is refused")
    func ownWords() async throws {
        let types = ["authorization_details_types": #"["statement"]"#]
        try await OwnClient.run(types) { _, client async throws in
            #expect(client.answer.json?["authorization_details_types"]?.elements?.compactMap(\.string) == ["statement"])
        }
        try await TestServer.run(policy: ClientPolicy(registration: .open)) { server async throws in
            let body = OwnClient.body(["authorization_details_types": #"["a b"]"#])
            let answer = try await server.send(.post, "/oauth/register", body: body)
            #expect(answer.status == 400 && answer["error"] == "invalid_client_metadata", "\(answer.text)")
        }
    }

    @Test("the token of an API of the opaque format says nothing of them, and its guard is told")
    func opaque() async throws {
        try await Self.run { server, client, browser in
            var change = APIChange()
            change.format = "opaque"
            _ = try await server.house.authority.apis.change(TestBank.bank, change)
            let code = try await client.code(scope: nil, ["authorization_details": Self.asked], in: browser)
            let tokens = try await client.redeem(code)
            let token = try #require(tokens["access_token"])
            #expect(token.hasPrefix("tessera_at_"))
            let told = try await client.ask([("token", token)], at: "/oauth/introspect")
            #expect(Self.texts(told.json?["authorization_details"]) == Self.canonical)
            // Whoever neither got it nor guards the API hears nothing (RFC 9396 §13).
            let other = try await TestClient(server)
            let strange = try await other.ask([("token", token)], at: "/oauth/introspect")
            #expect(strange.json?.members?.count == 1)
        }
    }

    @Test("the metadata names the types, as soon as they are declared")
    func metadata() async throws {
        try await TestServer.run { server async throws in
            let name = "authorization_details_types_supported"
            #expect(try await server.send(.get, "/.well-known/oauth-authorization-server").json?[name] == nil)
            try await TestBank.build(server.house)
            let types = try await server.send(.get, "/.well-known/oauth-authorization-server").json?[name]
            #expect(
                types?.elements?.compactMap(\.string) == ["payment_initiation", "statement", "https://files.example/folder"])
        }
    }
}
