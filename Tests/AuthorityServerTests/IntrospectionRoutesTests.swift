// Introspection and revocation over HTTP: forms, client credentials, the two forms of an answer, and faults.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Introspection and revocation routes")
struct IntrospectionRoutesTests {
    @Test("an active token, as JSON and as a signed answer")
    func active() async throws {
        try await TestServer.run { server async throws in
            let client = try await server.house.guardian()
            let token = try await server.house.opaque(scopes: ["notes:read"])
            let answer = try await server.form("/oauth/introspect", "token=\(token.token)", [client.basic])
            #expect(answer.status == 200)
            #expect(answer.header("Cache-Control") == "no-store")
            #expect(answer.header("Content-Type") == "application/json")
            #expect(answer.json?["active"]?.bool == true && answer["scope"] == "notes:read")

            let signed = try await server.form(
                "/oauth/introspect", "token=\(token.token)&token_type_hint=refresh_token",
                [client.basic, .field("Accept", "application/json;q=0.5, Application/Token-Introspection+JWT")])
            #expect(signed.status == 200)
            #expect(signed.header("Content-Type") == "application/token-introspection+jwt")
            #expect(signed.header("Cache-Control") == "no-store")
            let read = try UnverifiedToken(parsing: signed.text)
            #expect(read.header.type == TokenType("token-introspection+jwt"))
            #expect(try read.unverifiedClaims().audience == [client.id])
            #expect(try read.unverifiedClaims()["token_introspection"]?["sub"]?.string == "usr_ana")
        }
    }

    @Test("what is not active says nothing but that", arguments: ["junk", "", "eyJ.eyJ.x", "tessera_pat_x"])
    func inactive(token: String) async throws {
        try await TestServer.run { server async throws in
            let client = try await server.house.guardian()
            let answer = try await server.form("/oauth/introspect", "x=1&token=a\(token)", [client.basic])
            #expect(answer.status == 200)
            #expect(answer.text == #"{"active":false}"#)
        }
    }

    @Test("who may ask: a client that proves itself, in one way", arguments: ["/oauth/introspect", "/oauth/revoke"])
    func credentials(path: String) async throws {
        try await TestServer.run { server async throws in
            let client = try await server.house.guardian()
            let posted = "token=x&client_id=\(client.id)&client_secret=\(client.secret)"
            #expect(try await server.form(path, posted).status == 200)
            let rows: [(String, [HTTPField], Int, String)] = [
                ("token=x", [], 401, "invalid_client"),
                ("token=x", [.basic(client.id, "wrong")], 401, "invalid_client"),
                ("token=x", [.basic("cli_none", client.secret)], 401, "invalid_client"),
                ("token=x", [.ana], 401, "invalid_client"),
                (posted, [client.basic], 400, "invalid_request"),
                ("token=x&token=y", [client.basic], 400, "invalid_request"),
                ("", [client.basic], 400, "invalid_request"),
            ]
            for (body, fields, status, code) in rows {
                let answer = try await server.form(path, body, fields)
                #expect(answer.status == status, "\(body) \(fields)")
                #expect(answer["error"] == code, "\(body) \(fields)")
                #expect(!answer.text.contains("active"))
            }
            let json = try await server.send(.post, path, [client.basic], body: #"{"token":"x"}"#)
            #expect(json.status == 415)
        }
    }

    @Test("a leaked token dies, whoever shows it; the answer does not tell what it was")
    func leaked() async throws {
        try await TestServer.run { server async throws in
            let (opaque, signed) = (try await server.house.opaque(), try await server.house.named())
            let body = #"{"tokens":["\#(opaque.token)","\#(signed.token)","junk"]}"#
            let answer = try await server.send(.post, "/oauth/revoke-leaked", body: body)
            #expect(answer.status == 202 && answer.text == #"{"received":3}"#)
            #expect(try await server.house.isRevoked(signed.token))
            let list = try await server.send(.get, "/api/tokens", [try await server.login()])
            #expect(list.text == #"{"tokens":[]}"#)
            // What was found is in no log; what was ended is.
            #expect(server.log.text.contains(opaque.id) && server.log.text.contains(signed.id))
            #expect(!server.log.text.contains(opaque.token) && !server.log.text.contains(signed.token))
            let again = try await server.send(.post, "/oauth/revoke-leaked", body: body)
            #expect(again.status == 202 && again.text == #"{"received":3}"#)
        }
    }

    @Test(
        "reports that are none",
        arguments: [
            "{}", #"{"tokens":[]}"#, #"{"tokens":"x"}"#, #"{"tokens":[1]}"#, #"{"token":["x"]}"#,
            #"{"tokens":[\#(Array(repeating: "\"x\"", count: 101).joined(separator: ","))]}"#,
        ])
    func oddReports(body: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.post, "/oauth/revoke-leaked", body: body)
            #expect(answer.status == 400 && answer["error"] == "invalid_request")
        }
    }

    @Test("an address may report so often, and again after a minute")
    func throttle() async throws {
        try await TestServer.run { server async throws in
            for _ in 0..<30 {
                #expect(try await server.send(.post, "/oauth/revoke-leaked", body: #"{"tokens":["x"]}"#).status == 202)
            }
            server.wait(59)
            let answer = try await server.send(.post, "/oauth/revoke-leaked", body: #"{"tokens":["x"]}"#)
            #expect(answer.status == 429 && answer.header("Retry-After") == "1")
            server.wait(1)
            #expect(try await server.send(.post, "/oauth/revoke-leaked", body: #"{"tokens":["x"]}"#).status == 202)
        }
    }

    @Test("uses are noted for a guard, and shown")
    func uses() async throws {
        try await TestServer.run { server async throws in
            let client = try await server.house.guardian()
            let token = try await server.house.opaque()
            let known = try await server.form("/oauth/introspect", "token=\(token.token)", [client.basic])
            let identifier = try #require(known["jti"])
            let body = #"{"uses":[{"jti":"\#(identifier)","at":1800000000,"address":"203.0.113.7"}]}"#
            let answer = try await server.send(.post, "/api/token-uses", [client.basic], body: body)
            #expect(answer.status == 204)
            let list = try await server.send(.get, "/api/tokens", [try await server.login()])
            let row = list.json?["tokens"]?.elements?.first
            #expect(row?["last_used_at"]?.string == "2027-01-15T08:00:00Z")
            #expect(row?["last_used_from"]?.string == "203.0.113.7")

            let nobody = try await server.send(.post, "/api/token-uses", [.ana], body: body)
            #expect(nobody.status == 401 && nobody.code == "invalid_client")
            for odd in [
                "{}", #"{"uses":[]}"#, #"{"uses":[1]}"#, #"{"uses":[{}]}"#, #"{"uses":[{"jti":"1.2.x"}]}"#,
                #"{"uses":[{"jti":"1.2.x","at":1.5}]}"#, #"{"uses":[{"jti":"1.2.x","at":1,"address":7}]}"#,
                #"{"uses":[{"jti":"1.2.x","at":1,"count":7}]}"#,
            ] {
                let answer = try await server.send(.post, "/api/token-uses", [client.basic], body: odd)
                #expect(answer.status == 400 && answer.code == "invalid_request", "\(odd)")
            }
        }
    }
}
