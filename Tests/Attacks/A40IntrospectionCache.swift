// A40: what was answered to one question is no answer to another: scopes, audience, client, issuer and time.

import JOSE
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("A40 introspection cache")
struct A40IntrospectionCache {
    static let now = TestIssuer.start

    @Test("a kept answer lends no scope")
    func scopes() async throws {
        let issuer = try TestIssuer()
        let token = TestIssuer.opaque()
        issuer.answer(opaque: token, with: OpaqueAnswer())
        let verifier = try issuer.verifier(acceptOpaque: TestIssuer.opaqueTokens())
        for _ in 0..<3 {
            let verified = try await verifier.verify(token, at: Self.now)
            try verified.requireScopes(["notes:read"])
            #expect(throws: TokenRejection.scopeMissing(needed: ["notes:write"], held: ["notes:read"])) {
                try verified.requireScopes(["notes:write"])
            }
        }
        #expect(issuer.count(TestIssuer.introspectionPath) == 1)
    }

    @Test("two APIs of one process share no answer, be it one client or one fetch")
    func audiences() async throws {
        let issuer = try TestIssuer()
        let token = TestIssuer.opaque()
        issuer.answer(opaque: token, with: OpaqueAnswer())
        let mine = try issuer.verifier(acceptOpaque: TestIssuer.opaqueTokens())
        let other = try issuer.verifier(audience: "https://other.example", acceptOpaque: TestIssuer.opaqueTokens())
        _ = try await mine.verify(token, at: Self.now)
        for _ in 0..<2 {
            do {
                _ = try await other.verify(token, at: Self.now)
                Issue.record("taken")
            } catch {
                #expect(error.code == "audience_mismatch")
            }
        }
        _ = try await mine.verify(token, at: Self.now)
    }

    @Test("an answer to another client is no answer, nor an old one that someone kept")
    func answers() async throws {
        let issuer = try TestIssuer()
        for change in [
            { (answer: inout OpaqueAnswer) in answer.client = "cli_other" },
            { (answer: inout OpaqueAnswer) in answer.issuedAt = Self.now - 100 },
        ] {
            let token = TestIssuer.opaque()
            var answer = OpaqueAnswer()
            change(&answer)
            issuer.answer(opaque: token, with: answer)
            let verifier = try issuer.verifier(acceptOpaque: TestIssuer.opaqueTokens())
            do {
                _ = try await verifier.verify(token, at: Self.now)
                Issue.record("taken")
            } catch {
                #expect(error.code == "introspection_unavailable")
            }
        }
    }

    @Test("no answer outlives its token, nor a revocation, however long it may be kept")
    func time() async throws {
        let issuer = try TestIssuer()
        issuer.publishList(revoked: [])
        let (short, handled) = (TestIssuer.opaque(), TestIssuer.opaque())
        var answer = OpaqueAnswer()
        answer.expiresAt = Self.now + 60
        issuer.answer(opaque: short, with: answer)
        answer = OpaqueAnswer()
        answer.status = issuer.handle(7)
        issuer.answer(opaque: handled, with: answer)
        let verifier = try issuer.verifier(acceptOpaque: TestIssuer.opaqueTokens(cacheFor: 86_400))
        _ = try await verifier.verify(short, at: Self.now)
        _ = try await verifier.verify(handled, at: Self.now)
        (answer.isActive, answer.issuedAt) = (false, Self.now + 91)
        issuer.answer(opaque: short, with: answer)
        await #expect(throws: TokenRejection.inactive) { try await verifier.verify(short, at: Self.now + 91) }
        // The list says so, and the issuer is not asked again.
        issuer.publishList(revoked: [7], issuedAt: Self.now + 61)
        let asked = issuer.count(TestIssuer.introspectionPath)
        await #expect(throws: TokenRejection.revoked) { try await verifier.verify(handled, at: Self.now + 61) }
        #expect(issuer.count(TestIssuer.introspectionPath) == asked)
    }
}
