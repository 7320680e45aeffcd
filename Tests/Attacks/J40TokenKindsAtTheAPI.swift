// J40 at the authority's own API: of all that its key signs, only a login token for the issuer opens it.

import AuthorityServer
import HTTPTypes
import JOSE
import OAuth
import Records
import Support
import Testing

@testable import Authority

@Suite("J40 token kinds at /api")
struct J40TokenKindsAtTheAPI {
    @Test("each kind, on each route")
    func kinds() async throws {
        try await TestServer.run { server async throws in
            let now = server.now
            let login = try await server.house.login(at: now).token
            let rows: [(String, String, Int, String)] = [
                ("a named token", try await server.house.named(at: now).token, 403, "named_token_not_allowed"),
                (
                    "a login token for an API", try await server.house.login(audience: TestAuthority.api, at: now).token,
                    401, "audience_mismatch"
                ),
                (
                    "a status list", try await server.house.authority.statusLists.document(of: 1, at: now).text,
                    401, "claim_missing"
                ),
                (
                    "a status list with all claims of a login token", try server.house.disguisedList(at: now),
                    401, "type_mismatch"
                ),
                (
                    "an introspection answer about a login token", try await server.house.answer(about: login, at: now),
                    401, "audience_mismatch"
                ),
                ("two tokens", "\(login)~\(login)", 401, "token_malformed"),
                ("a token as JSON", #"{"payload":"\#(login)"}"#, 401, "token_malformed"),
                (
                    "no signature", login.split(separator: ".").dropLast().joined(separator: ".") + ".", 401,
                    "signature_invalid"
                ),
            ]
            for (name, token, status, code) in rows {
                for (method, path) in [
                    (HTTPRequest.Method.post, "/api/tokens"), (.get, "/api/tokens"), (.delete, "/api/tokens/tok_1"),
                ] {
                    let answer = try await server.send(method, path, [.bearer(token)])
                    #expect(answer.status == status, "\(name) at \(method) \(path)")
                    #expect(answer.code == code, "\(name) at \(method) \(path)")
                }
            }
            #expect(try await server.send(.get, "/api/tokens", [.bearer(login)]).status == 200)
        }
    }
}

extension TestAuthority {
    /// A signed introspection answer (RFC 9701) for a client that may hear of the token.
    fileprivate func answer(about token: String, at now: Int) async throws -> String {
        let caller = try await caller(guardian(), at: now)
        let active = try await authority.tokens.introspect(token, for: caller, at: now)
        return try authority.tokens.signedAnswer(active, for: caller, at: now)
    }

    /// What only the type tells from a login token.
    fileprivate func disguisedList(at now: Int) throws -> String {
        try authority.keys.active.signToken(type: .statusList) { claims in
            claims.member("iss", issuer.value)
            claims.member("sub", ana.id)
            claims.member("aud", issuer.value)
            claims.member("exp", now + 900)
            claims.member("iat", now)
            claims.member("jti", "1.0.list")
            claims.member("client_id", "tessera")
            StatusReference(index: 0, uri: issuer.url("/status/1")).write(to: &claims)
        }
    }
}
