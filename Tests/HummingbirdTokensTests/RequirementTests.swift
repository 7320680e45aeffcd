// Routes that ask more of a token than the door does: one of several scopes, a fresh sign-in, a certain kind of it.

import HummingbirdTesting
import HummingbirdTokens
import JOSE
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("Requirements of routes")
struct RequirementTests {
    @Test("one of several scopes will do")
    func anyScope() async throws {
        let issuer = try TestIssuer()
        try await guardedAPI(try issuer.verifier()).test(.router) { client in
            for scopes in ["notes:read", "notes:read notes:admin"] {
                #expect(try await client.ask("/notes/any", token: try issuer.fresh(scopes)).answer.status == 200)
            }
            let (answer, _) = try await client.ask("/notes/any", token: try issuer.fresh("notes:write"))
            #expect(answer.status == 403)
            #expect(answer.code == "scope_insufficient")
            #expect(answer.strings("need") == ["notes:read", "notes:admin"])
            #expect(answer.challenge?.hasSuffix(#"scope="notes:read notes:admin""#) ?? false)
            #expect(try await client.ask("/notes/any").answer.code == "token_missing")
        }
    }

    @Test(
        "a fresh sign-in, and one of a certain kind: 401 with all that is needed",
        arguments: [
            ("/fresh", 10, nil, nil, ""), ("/fresh", 400, nil, "auth_too_old", #"max_age="300""#),
            ("/fresh", nil, "mfa", "auth_too_old", #"max_age="300""#), ("/strong", 10, "phr", nil, ""),
            ("/strong", 10, "pwd", "auth_too_weak", #"max_age="300", acr_values="mfa phr""#),
            ("/strong", 10, nil, "auth_too_weak", #"max_age="300", acr_values="mfa phr""#),
            ("/strong", 400, "mfa", "auth_too_old", #"max_age="300", acr_values="mfa phr""#),
        ] as [(String, Int?, String?, String?, String)]
    )
    func authentication(path: String, ago: Int?, acr: String?, code: String?, needed: String) async throws {
        let issuer = try TestIssuer()
        let token = try issuer.token(issuedAt: today) { claims in
            if let ago { claims.member("auth_time", today - ago) }
            if let acr { claims.member("acr", acr) }
        }
        try await guardedAPI(try issuer.verifier()).test(.router) { client in
            let (answer, _) = try await client.ask(path, token: token)
            #expect(answer.status == (code == nil ? 200 : 401))
            #expect(answer.code == code)
            if code != nil {
                #expect(answer.challenge?.contains(#"error="insufficient_user_authentication""#) ?? false)
                #expect(answer.challenge?.hasSuffix(needed) ?? false)
            }
        }
    }

    @Test("without the guard at the door nobody passes")
    func forgotten() async throws {
        try await unguardedAPI().test(.router) { client in
            let (answer, _) = try await client.ask("/fresh")
            #expect(answer.code == "token_missing")
        }
    }
}
