// Taking back many things at once over HTTP: the members, the answer, and who may.

import Authority
import HTTPTypes
import JOSE
import Support
import Testing

@Suite("Revocations")
struct RevocationTests {
    @Test("an account takes back its own: first rehearsed, then done")
    func own() async throws {
        try await TestServer.run { server async throws in
            let token = try await server.house.named("ben", "ci")
            let login = try await server.login("ben")
            for (isDryRun, isRevoked) in [(true, false), (false, true)] {
                let answer = try await server.send(
                    .post, "/api/revocations", [login], body: #"{"account":"ben","dry_run":\#(isDryRun)}"#)
                #expect(answer.status == 200)
                #expect(answer.header("Cache-Control") == "no-store")
                #expect(
                    answer.text
                        == #"{"dry_run":\#(isDryRun),"sessions":1,"tokens":1,"authorizations":0,"blocks":0,"indexes":0,"beyond":0,"exchanged":0}"#
                )
                #expect(try await server.house.isRevoked(token.token) == isRevoked)
            }
            #expect(try await server.send(.post, "/api/revocations", [login], body: #"{"account":"ben"}"#).status == 401)
        }
    }

    @Test("an administrator takes back what others hold")
    func administrator() async throws {
        try await TestServer.run { server async throws in
            let token = try await server.house.named("ben", "ci")
            let client = try await server.house.program()
            let issued = try await server.house.authority.tokens.issue(
                ClientTokenRequest(), to: client, at: TestAuthority.now)
            for body in [#"{"account":"ben"}"#, #"{"client":"\#(client.id)"}"#] {
                let refused = try await server.send(.post, "/api/revocations", [.ana], body: body)
                #expect(refused.status == 403)
                #expect(refused.code == "administrator_required")
            }
            try await server.house.authority.accounts.setAdministrator(Username("ana"), to: true, at: TestAuthority.now)
            for (body, text) in [(#"{"account":"ben"}"#, token.token), (#"{"jti":"\#(issued.identifier)"}"#, issued.accessToken)] {
                #expect(try await !server.house.isRevoked(text))
                #expect(try await server.send(.post, "/api/revocations", [.ana], body: body).status == 200)
                #expect(try await server.house.isRevoked(text))
            }
        }
    }

    @Test(
        "what is no order",
        arguments: [
            ("{}", "invalid_request"), (#"{"dry_run":true}"#, "invalid_request"), (#"{"accounts":"ana"}"#, "invalid_request"),
            (#"{"account":1}"#, "invalid_request"), (#"{"before":"yesterday"}"#, "invalid_request"),
            (#"{"before":1.5}"#, "invalid_request"), (#"{"before":-1}"#, "invalid_request"),
            (#"{"before":"1969-12-31T23:59:59Z"}"#, "invalid_request"), (#"{"before":true}"#, "invalid_request"),
            (#"{"account":"ana","dry_run":"true"}"#, "invalid_request"), (#"{"account":"ana","dry_run":1}"#, "invalid_request"),
            (#"{"jti":"1"}"#, "invalid_request"), (#"{"jti":"1.1.\u0000"}"#, "invalid_request"),
            (#"{"jti":"1.1.é"}"#, "invalid_request"), (#"{"scope":"none"}"#, "invalid_scope"),
            (#"{"scope":"notes:read","audience":"urn:none"}"#, "invalid_target"),
        ])
    func refused(body: String, code: String) async throws {
        try await TestServer.run { server async throws in
            let token = try await server.house.named()
            let answer = try await server.send(.post, "/api/revocations", [.ana], body: body)
            #expect(answer.status == 400)
            #expect(answer.code == code)
            #expect(try await !server.house.isRevoked(token.token))
        }
    }

    @Test(
        "a time as a number and as text",
        arguments: [("1800000000", 0), ("1800000001", 1), (#""2027-01-15T08:00:00Z""#, 0), (#""2027-01-15T08:00:01Z""#, 1)])
    func moments(before: String, count: Int) async throws {
        try await TestServer.run { server async throws in
            _ = try await server.house.named()
            server.wait(10)
            let answer = try await server.send(.post, "/api/revocations", [.ana], body: #"{"before":\#(before)}"#)
            #expect(answer.json?["tokens"]?.integer == count, "\(answer.text)")
        }
    }

    @Test("who is asking must be known, and a named token is not enough")
    func callers() async throws {
        try await TestServer.run { server async throws in
            let body = #"{"account":"ana"}"#
            #expect(try await server.send(.post, "/api/revocations", body: body).status == 401)
            let named = HTTPField.bearer(try await server.house.named().token)
            let answer = try await server.send(.post, "/api/revocations", [named], body: body)
            #expect(answer.code == "named_token_not_allowed")
            let client = try await server.house.program()
            let issued = try await server.house.authority.tokens.issue(
                ClientTokenRequest(), to: client, at: TestAuthority.now)
            #expect(try await server.send(.post, "/api/revocations", [.bearer(issued.accessToken)], body: body).status == 401)
        }
    }
}
