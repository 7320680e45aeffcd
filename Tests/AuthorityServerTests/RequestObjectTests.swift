// Signed authorization requests (RFC 9101), at the authorization endpoint and pushed.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Request objects")
struct RequestObjectTests {
    @Test("of a signed request only what is inside counts", arguments: [true, false])
    func inside(isPushed: Bool) async throws {
        try await TestServer.run { server async throws in
            let signing = try await SigningClient(server) { $0.requiresSignedRequests = true }
            let client = signing.client
            let object = try signing.object([
                "max_age": SigningClient.value("300"), "claims": SigningClient.value(#"{"id_token":{"auth_time":null}}"#),
                "resource": SigningClient.value("[\"\(TestAuthority.api)\"]"), "nonce": SigningClient.value("\"inside\""),
            ])
            var query = [
                ("client_id", client.id), ("request", object), ("nonce", "outside"), ("state", "outside"),
                ("scope", "openid notes:write"), ("redirect_uri", "https://evil.example/"),
            ]
            if isPushed {
                let pushed = try await client.push(query.map { ($0.0, $0.1) })
                query = [("client_id", client.id), ("request_uri", try #require(pushed["request_uri"]))]
            }
            let answer = try await TestBrowser(server).authorize(query.map { ($0.0, $0.1) })
            #expect(answer["state"] == "s t/ä")
            let tokens = try await client.redeem(try #require(answer["code"]))
            #expect(tokens["scope"] == "openid notes:read")
            #expect(try CodeFlowTests.claims(tokens["id_token"])["nonce"]?.string == "inside")
        }
    }

    @Test("a client that must sign its requests is not heard otherwise, and its algorithm is kept")
    func required() async throws {
        try await TestServer.run { server async throws in
            let signing = try await SigningClient(server) {
                ($0.requiresSignedRequests, $0.requestAlgorithm) = (true, "PS256")
            }
            let client = signing.client
            #expect(try await TestBrowser(server).authorize(client.parameters())["error"] == "invalid_request")
            #expect(try await client.push(client.parameters())["error"] == "invalid_request")
            let query = client.parameters() + [("request", try signing.object())]
            #expect(try await TestBrowser(server).authorize(query)["error"] == "invalid_request_object")
        }
    }

    @Test("the metadata says what is taken")
    func metadata() async throws {
        try await TestServer.run { server async throws in
            let metadata = try await server.send(.get, "/.well-known/openid-configuration").json
            #expect(metadata?["request_parameter_supported"]?.bool == true)
            #expect(metadata?["request_uri_parameter_supported"]?.bool == false)
            let names = (metadata?["request_object_signing_alg_values_supported"]?.elements ?? []).compactMap(\.string)
            #expect(names.contains("ES256") && names.contains("PS256") && !names.contains("none") && !names.contains("HS256"))
        }
    }
}
