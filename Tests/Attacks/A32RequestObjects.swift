// A32: request objects that are unsigned, another's, for another server, over, or also an assertion; and request_uri as a way in.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("A32 request objects")
struct A32RequestObjects {
    @Test(
        "a member that is wrong or missing",
        arguments: [
            ("iss", #""another""#), ("iss", nil), ("aud", #""https://other.example""#), ("aud", nil), ("aud", "[]"),
            ("client_id", #""another""#), ("client_id", nil), ("exp", nil), ("exp", "1"), ("exp", "99999999999"),
            ("exp", #""soon""#), ("nbf", "99999999999"), ("iat", "99999999999"), ("iat", #""now""#), ("iat", "1"),
            ("request", #""a""#), ("request_uri", #""https://evil.example/""#), ("resource", "[1]"),
        ] as [(String, String?)])
    func members(name: String, text: String?) async throws {
        try await TestServer.run { server async throws in
            let signing = try await SigningClient(server)
            let object = try signing.object([name: try text.map { try SigningClient.value($0) }])
            try await Self.isRefused(object, of: signing.client, at: server)
        }
    }

    @Test("with sub, iss and aud it would be an assertion of the client")
    func assertion() async throws {
        try await TestServer.run { server async throws in
            let signing = try await SigningClient(server)
            let object = try signing.object(["sub": SigningClient.value("\"\(signing.client.id)\"")])
            try await Self.isRefused(object, of: signing.client, at: server)
        }
    }

    @Test("signed by another, typed as something else, not signed, or no token at all")
    func signatures() async throws {
        try await TestServer.run { server async throws in
            let signing = try await SigningClient(server)
            let good = try signing.object()
            let unsigned = "eyJhbGciOiJub25lIn0." + good.split(separator: ".")[1] + "."
            for object in [
                try signing.object(key: SigningKey.generate(.es256)), try signing.object(type: "client-authentication+jwt"),
                try signing.object(type: "at+jwt"), unsigned + "AAAA", String(good.dropLast(2)), "e30.e30.AA", "junk",
            ] {
                try await Self.isRefused(object, of: signing.client, at: server)
            }
            try await Self.isRefused(unsigned, of: signing.client, at: server, "request_not_supported")
            // A client without keys can have signed nothing.
            try await Self.isRefused(good, of: TestClient(server), at: server)
        }
    }

    @Test("what stands outside of a signed request counts for nothing")
    func outside() async throws {
        try await TestServer.run { server async throws in
            let signing = try await SigningClient(server)
            let outside = signing.client.parameters([
                "redirect_uri": "https://evil.example/", "scope": "openid notes:read notes:write", "state": "outside",
                "code_challenge": CodeChallenge.of(String(repeating: "x", count: 43)), "response_mode": "form_post",
                "prompt": "none", "resource": "https://other.example",
            ])
            let answer = try await TestBrowser(server).authorize(outside + [("request", try signing.object())])
            #expect(answer["state"] == "s t/ä")
            #expect(try await signing.client.redeem(try #require(answer["code"]))["scope"] == "openid notes:read")
        }
    }

    @Test("a document elsewhere is not fetched, and the refusal goes to no address that is not registered")
    func remote() async throws {
        let fetch = TestFetch()
        try await TestServer.run(fetch: fetch) { server async throws in
            let client = try await TestClient(server)
            for uri in ["https://evil.example/object", "http://127.0.0.1:1/", "urn:other:a", "file:///etc/passwd"] {
                let query = client.parameters() + [("request_uri", uri)]
                let answer = try await TestBrowser(server).authorize(query)
                #expect(answer["error"] == "request_uri_not_supported" && answer["iss"] != nil && answer["state"] != nil)
                let evil = client.parameters(["redirect_uri": "https://evil.example/"]) + [("request_uri", uri)]
                let page = try await TestBrowser(server).get("/oauth/authorize?\(FormParameters.text(evil))")
                #expect(page.status == 400 && page.header("Location") == nil)
            }
            #expect(fetch.asked.isEmpty && fetch.posted.isEmpty)
            let both = client.parameters() + [("request", "a.b.c"), ("request_uri", "https://evil.example/")]
            #expect(try await TestBrowser(server).get("/oauth/authorize?\(FormParameters.text(both))").status == 400)
        }
    }

    private static func isRefused(
        _ object: String,
        of client: TestClient,
        at server: TestServer,
        _ error: String = "invalid_request_object",
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let query = client.parameters() + [("request", object)]
        let answer = try await TestBrowser(server).authorize(query)
        #expect(answer["error"] == error && answer["code"] == nil, "\(answer)", sourceLocation: sourceLocation)
        let pushed = try await client.push(query)
        #expect(pushed.status == 400 && pushed["error"] == error, sourceLocation: sourceLocation)
    }
}
