// The guard's answers: who passes, and what each refusal says in its status, its challenge and its problem.

import HTTPTypes
import HummingbirdTesting
import HummingbirdTokens
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("Token middleware")
struct TokenMiddlewareTests {
    @Test(
        "a good token passes, however the scheme is written",
        arguments: ["Bearer", "bearer", "BEARER", "Bearer  "])
    func passes(scheme: String) async throws {
        let issuer = try TestIssuer()
        let token = try issuer.fresh()
        try await guardedAPI(try issuer.verifier()).test(.router) { client in
            let (answer, text) = try await client.ask("/me", .get, [(.authorization, "\(scheme) \(token)")])
            #expect(answer.status == 200)
            #expect(text == "usr_1")
        }
    }

    @Test(
        "no token: a challenge without an error",
        arguments: [nil, "Basic dXNyOnB3", "Bearerabc", "DPoP abc", ""])
    func missing(header: String?) async throws {
        let issuer = try TestIssuer()
        try await guardedAPI(try issuer.verifier()).test(.router) { client in
            let fields = header.map { [(HTTPField.Name.authorization, $0)] } ?? []
            let (answer, _) = try await client.ask("/me", .get, fields)
            #expect(answer.status == 401)
            #expect(answer.challenge == #"Bearer realm="https://api.example""#)
            #expect(answer.code == "token_missing")
        }
        #expect(issuer.count() == 0)
    }

    @Test(
        "a header that is no bearer token is a fault of the request",
        arguments: [
            "Bearer", "Bearer ", "Bearer a b", "Bearer a, Bearer b", "Bearer \"a\"", "Bearer =", "Bearer a=b",
            "Bearer é",
            "bearer a%20b", "Bearer a;b",
        ]
    )
    func malformedHeader(header: String) async throws {
        let issuer = try TestIssuer()
        try await guardedAPI(try issuer.verifier()).test(.router) { client in
            let (answer, _) = try await client.ask("/me", .get, [(.authorization, header)])
            #expect(answer.status == 400)
            #expect(answer.code == "invalid_request")
            #expect(answer.challenge?.contains(#"error="invalid_request""#) ?? false)
        }
    }

    @Test("two tokens, even the same one twice, are a fault of the request")
    func twoTokens() async throws {
        let issuer = try TestIssuer()
        let token = try issuer.fresh()
        try await guardedAPI(try issuer.verifier()).test(.router) { client in
            let header = (HTTPField.Name.authorization, "Bearer \(token)")
            for (uri, fields) in [("/me", [header, header]), ("/me?access_token=\(token)", [header])] {
                let (answer, _) = try await client.ask(uri, .get, fields)
                #expect(answer.status == 400)
                #expect(answer.code == "invalid_request")
            }
        }
        #expect(issuer.count() == 0)
    }

    @Test(
        "a token in the query is refused, however its name is spelled, and not even looked at",
        arguments: [
            "access_token=x", "a=1&access_token=x", "access%5Ftoken=x", "%61ccess_token=x", "access_toke%6e=",
            "access_token", "a=1&&access_token=x#f",
        ]
    )
    func inQuery(query: String) async throws {
        let issuer = try TestIssuer()
        try await guardedAPI(try issuer.verifier()).test(.router) { client in
            let (answer, text) = try await client.ask("/me?\(query)")
            #expect(answer.status == 400)
            #expect(answer.code == "token_in_query")
            #expect(!text.contains("=x"))
        }
    }

    @Test(
        "other parameters are the API's own",
        arguments: ["", "x=access_token", "access_tokens=1", "my_access_token=1"])
    func otherParameters(query: String) async throws {
        let issuer = try TestIssuer()
        let token = try issuer.fresh()
        try await guardedAPI(try issuer.verifier()).test(.router) { client in
            let (answer, _) = try await client.ask("/me?\(query)", token: token)
            #expect(answer.status == 200)
        }
    }

    @Test(
        "a token in a form is refused, whatever the letters of the media type",
        arguments: ["application/x-www-form-urlencoded", "Application/X-WWW-Form-URLEncoded; charset=utf-8"]
    )
    func inForm(type: String) async throws {
        let issuer = try TestIssuer()
        let token = try issuer.fresh()
        try await guardedAPI(try issuer.verifier()).test(.router) { client in
            let form = (HTTPField.Name.contentType, type)
            let bearer = (HTTPField.Name.authorization, "Bearer \(token)")
            var (answer, _) = try await client.ask(
                "/echo", .post, [form], body: "a=1&access%5ftoken=\(token)")
            #expect(answer.status == 400)
            #expect(answer.code == "token_in_query")
            (answer, _) = try await client.ask("/echo", .post, [form, bearer], body: "access_token=\(token)")
            #expect(answer.code == "invalid_request")
            (answer, _) = try await client.ask(
                "/echo", .post, [form, bearer], body: "a=" + String(repeating: "x", count: 65_536))
            #expect(answer.status == 413)
            #expect(answer.code == "payload_too_large")
        }
    }

    @Test("a form without a token reaches the handler whole, as does any other body")
    func bodiesStay() async throws {
        let issuer = try TestIssuer()
        let token = try issuer.fresh()
        let long = "a=" + String(repeating: "x", count: 65_000)
        try await guardedAPI(try issuer.verifier()).test(.router) { client in
            let bearer = (HTTPField.Name.authorization, "Bearer \(token)")
            for (type, body) in [
                ("application/x-www-form-urlencoded", long), ("application/json", #"{"access_token":"x"}"#),
                ("text/plain", "access_token=x"),
            ] {
                let (answer, text) = try await client.ask(
                    "/echo", .post, [bearer, (.contentType, type)], body: body)
                #expect(answer.status == 200)
                #expect(text == body)
            }
        }
    }

    @Test("a refused token: 401, invalid_token, one stable code, and all faults where there are several")
    func refused() async throws {
        let issuer = try TestIssuer()
        let good = try issuer.fresh()
        let forged = String(good.dropLast(2)) + (good.hasSuffix("AA") ? "BA" : "AA")
        let rows = [
            ("signature_invalid", forged, 0), ("token_malformed", String(good.dropLast(50)) + ".", 0),
            ("token_malformed", "abc", 0), ("expired", try issuer.fresh(ago: 1_000), 0),
            ("audience_mismatch", try issuer.fresh(audience: "https://b.example"), 0),
            ("audience_mismatch", try issuer.fresh(audience: "https://b.example", ago: 1_000), 2),
        ]
        try await guardedAPI(try issuer.verifier()).test(.router) { client in
            for (code, token, violations) in rows {
                let (answer, text) = try await client.ask("/me", token: token)
                #expect(answer.status == 401)
                #expect(answer.code == code)
                #expect(answer.problem?["status"]?.integer == 401)
                #expect(answer.problem?["title"]?.string == "Unauthorized")
                #expect(
                    answer.challenge?.hasPrefix(
                        #"Bearer realm="https://api.example", error="invalid_token", "#) ?? false)
                #expect(answer.challenge?.contains("error_description=") ?? false)
                #expect((answer.strings("violations")?.count ?? 0) == violations)
                #expect(!text.contains(token))
                // What the API expects and what the token says is not for strangers.
                #expect(!text.contains("https://b.example"))
            }
        }
    }

    @Test("a missing scope: 403, with what is needed and what is there")
    func scopes() async throws {
        let issuer = try TestIssuer()
        let writer = try issuer.fresh("notes:write")
        let reader = try issuer.fresh("notes:read")
        let both = try issuer.fresh("notes:write notes:read")
        try await guardedAPI(try issuer.verifier()).test(.router) { client in
            let (answer, _) = try await client.ask("/notes", token: writer)
            #expect(answer.status == 403)
            #expect(answer.code == "scope_insufficient")
            #expect(answer.strings("need") == ["notes:read"])
            #expect(answer.strings("have") == ["notes:write"])
            #expect(answer.challenge?.contains(#"error="insufficient_scope""#) ?? false)
            #expect(answer.challenge?.hasSuffix(#"scope="notes:read""#) ?? false)
            #expect(try await client.ask("/notes", token: reader).answer.status == 200)
            #expect(
                try await client.ask("/notes", .post, token: reader).answer.strings("need") == ["notes:write"]
            )
            #expect(try await client.ask("/notes", .post, token: both).answer.status == 201)
            #expect(try await client.ask("/notes").answer.status == 401)
        }
    }

    @Test("a rejection that a handler throws is answered as the guard's own")
    func thrown() async throws {
        let issuer = try TestIssuer()
        let token = try issuer.fresh()
        try await guardedAPI(try issuer.verifier()).test(.router) { client in
            let (answer, _) = try await client.ask("/throws", token: token)
            #expect(answer.status == 403)
            #expect(answer.challenge?.hasSuffix(#"scope="a b""#) ?? false)
        }
    }

    @Test("keys or lists that can't be had are our fault: 503 and when to try again, never 401")
    func unavailable() async throws {
        let issuer = try TestIssuer()
        let token = try issuer.fresh()
        let handled = try issuer.token(issuedAt: today, status: issuer.handle(1))
        try await guardedAPI(try issuer.verifier()).test(.router) { client in
            let response = try await client.ask("/me", token: handled)
            #expect(response.answer.status == 503)
            #expect(response.answer.code == "status_unavailable")
            #expect(response.answer.challenge == nil)
        }
        issuer.isDown = true
        try await guardedAPI(try issuer.verifier()).test(.router) { client in
            let response = try await client.executeRequest(
                uri: "/me", method: .get, headers: [.authorization: "Bearer \(token)"], body: nil)
            #expect(response.status == .serviceUnavailable)
            #expect(response.headers[.retryAfter] == "5")
            #expect(Answer(response).code == "keys_unavailable")
        }
    }

    @Test("without the middleware nobody is let in by mistake")
    func forgotten() async throws {
        try await unguardedAPI().test(.router) { client in
            for path in ["/me", "/notes"] {
                let (answer, _) = try await client.ask(path)
                #expect(answer.status == 401)
                #expect(answer.code == "token_missing")
                #expect(answer.challenge == #"Bearer realm="api""#)
            }
        }
    }

    @Test("an issuer that is none makes no guard")
    func noIssuer() {
        #expect(throws: OAuthRefusal.self) {
            try TokenMiddleware(issuer: "http://auth.example", audience: "x")
        }
    }
}
