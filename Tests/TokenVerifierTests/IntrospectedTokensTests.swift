// Opaque tokens at an API: asked about once, checked like claims, kept for a time, and what an outage is called.

import JOSE
import OAuth
import Support
import Testing

@testable import TokenVerifier

@Suite("IntrospectedTokens", .timeLimit(.minutes(5)))
struct IntrospectedTokensTests {
    static let now = TestIssuer.start

    @Test("a token is asked about once, and its claims are those of a signed one")
    func once() async throws {
        let (issuer, token) = try made()
        let verifier = try issuer.verifier(acceptOpaque: TestIssuer.opaqueTokens())
        for _ in 0..<5 {
            let verified = try await verifier.verify(token, at: Self.now)
            #expect(verified.subject == "usr_1" && verified.scopes.names == ["notes:read"])
            #expect(verified.identifier == "1.7.opaque" && verified.expiresAt == Self.now + 900)
        }
        #expect(issuer.count(TestIssuer.introspectionPath) == 1)
        // Signed ones are taken beside them.
        #expect(try await verifier.verify(issuer.token(), at: Self.now).subject == "usr_1")
    }

    @Test("a sealed access token is asked about like any opaque one")
    func sealed() async throws {
        let issuer = try TestIssuer()
        let token = "tessera_at_\(String(repeating: "x", count: 900))"
        issuer.answer(opaque: token, with: OpaqueAnswer())
        let verifier = try issuer.verifier(acceptOpaque: TestIssuer.opaqueTokens())
        #expect(try await verifier.verify(token, at: TestIssuer.start).subject == "usr_1")
        await #expect(throws: TokenRejection.inactive) { try await verifier.verify(token + "x", at: TestIssuer.start) }
    }

    @Test("many who come with one token at once ask once")
    func singleFlight() async throws {
        let (issuer, token) = try made()
        let verifier = try issuer.verifier(acceptOpaque: TestIssuer.opaqueTokens())
        issuer.isHeld = true
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try await verifier.verify(token, at: Self.now) } }
            try await Task.sleep(for: .milliseconds(50))
            issuer.isHeld = false
            try await group.waitForAll()
        }
        #expect(issuer.count(TestIssuer.introspectionPath) == 1)
    }

    @Test("it is asked about anew when its answer's time is up, and never kept beyond its end")
    func bounds() async throws {
        let (issuer, token) = try made()
        let verifier = try issuer.verifier(acceptOpaque: TestIssuer.opaqueTokens(cacheFor: 100))
        _ = try await verifier.verify(token, at: Self.now)
        _ = try await verifier.verify(token, at: Self.now + 99)
        #expect(issuer.count(TestIssuer.introspectionPath) == 1)
        var answer = OpaqueAnswer()
        answer.issuedAt = Self.now + 100
        answer.scopes = "notes:write"
        issuer.answer(opaque: token, with: answer)
        #expect(try await verifier.verify(token, at: Self.now + 100).scopes.names == ["notes:write"])
        #expect(issuer.count(TestIssuer.introspectionPath) == 2)
    }

    @Test("a bit that is set ends it without a question; a key that is gone makes it ask again")
    func revoked() async throws {
        let (issuer, token) = try made { $0.status = StatusReference(index: 7, uri: "https://auth.example/status/1") }
        issuer.publishList(revoked: [])
        let verifier = try issuer.verifier(acceptOpaque: TestIssuer.opaqueTokens())
        _ = try await verifier.verify(token, at: Self.now)
        issuer.publishList(revoked: [7], issuedAt: Self.now + 61)
        await #expect(throws: TokenRejection.revoked) { try await verifier.verify(token, at: Self.now + 61) }
        #expect(issuer.count(TestIssuer.introspectionPath) == 1)
    }

    @Test("what is not active is refused, and not asked about again for a moment")
    func inactive() async throws {
        let (issuer, _) = try made()
        let junk = TestIssuer.opaque()
        let verifier = try issuer.verifier(acceptOpaque: TestIssuer.opaqueTokens())
        for second in 0..<10 {
            await #expect(throws: TokenRejection.inactive) { try await verifier.verify(junk, at: Self.now + second) }
        }
        #expect(issuer.count(TestIssuer.introspectionPath) == 1)
        issuer.answer(opaque: junk, with: OpaqueAnswer())
        _ = try await verifier.verify(junk, at: Self.now + 10)
        #expect(issuer.count(TestIssuer.introspectionPath) == 2)
        #expect(TokenRejection.inactive.code == "token_inactive")
    }

    @Test("a wrong checksum, or no settings for opaque tokens: nobody is asked")
    func unasked() async throws {
        let (issuer, token) = try made()
        let verifier = try issuer.verifier(acceptOpaque: TestIssuer.opaqueTokens())
        await #expect(throws: TokenRejection.checksumWrong) {
            try await verifier.verify(String(token.dropLast()) + (token.hasSuffix("0") ? "1" : "0"), at: Self.now)
        }
        let strict = try issuer.verifier()
        do {
            _ = try await strict.verify(token, at: Self.now)
            Issue.record("taken")
        } catch {
            #expect(error.code == "token_malformed")
        }
        #expect(issuer.count(TestIssuer.introspectionPath) == 0)
    }

    enum Outage: CaseIterable { case down, refused, broken, unsigned, stranger, elsewhere, none }

    @Test("an issuer that can't be asked is 503 and never a verdict, and is not asked at every token", arguments: Outage.allCases)
    func outage(kind: Outage) async throws {
        let (issuer, token) = try made()
        let path = TestIssuer.introspectionPath
        var settings = TestIssuer.opaqueTokens()
        switch kind {
        case .down: issuer.answer(path, with: .failure(.unreachable(url: "x", why: "down")))
        case .refused: settings = TestIssuer.opaqueTokens(secret: "wrong")
        case .broken: issuer.answer(path, with: .success(FetchedDocument(status: 500, body: [])))
        case .unsigned:
            let json = Array(#"{"active":true,"sub":"usr_1"}"#.utf8)
            issuer.answer(path, with: .success(FetchedDocument(status: 200, body: json)))
        case .stranger:
            let text = try TestIssuer().key.signToken(type: TokenType("token-introspection+jwt")) { $0.member("iss", "x") }
            issuer.answer(path, with: .success(FetchedDocument(status: 200, body: Array(text.utf8))))
        case .elsewhere, .none:
            var metadata = AuthorizationServerMetadata(
                issuer: issuer.issuer, keysURL: issuer.issuer.url(TestIssuer.keysPath))
            if kind == .elsewhere { metadata.introspectionURL = "https://evil.example/oauth/introspect" }
            issuer.answer(TestIssuer.metadataPath, with: .success(FetchedDocument(status: 200, body: metadata.json)))
        }
        let verifier = try issuer.verifier(acceptOpaque: settings)
        for _ in 0..<5 {
            do {
                _ = try await verifier.verify(token, at: Self.now)
                Issue.record("taken")
            } catch {
                #expect(error.code == "introspection_unavailable")
                #expect(!error.detail.contains(token) && !error.spoken.contains("cli_api"))
            }
        }
        #expect(issuer.count(path) <= 1)
        guard kind == .down || kind == .broken else { return }
        issuer.answer(path, with: nil)
        _ = try await verifier.verify(token, at: Self.now + 2)
    }

    @Test("an outage does not touch what is known")
    func known() async throws {
        let (issuer, token) = try made()
        let verifier = try issuer.verifier(acceptOpaque: TestIssuer.opaqueTokens())
        _ = try await verifier.verify(token, at: Self.now)
        issuer.isDown = true
        _ = try await verifier.verify(token, at: Self.now + 299)
    }

    @Test("what is kept is bounded in number")
    func capacity() async throws {
        let (issuer, _) = try made()
        let verifier = try issuer.verifier(acceptOpaque: TestIssuer.opaqueTokens(capacity: 4))
        let tokens = (0..<40).map { _ in TestIssuer.opaque() }
        for token in tokens {
            issuer.answer(opaque: token, with: OpaqueAnswer())
            _ = try await verifier.verify(token, at: Self.now)
        }
        #expect(issuer.count(TestIssuer.introspectionPath) == 40)
        for token in tokens { _ = try await verifier.verify(token, at: Self.now) }
        #expect(issuer.count(TestIssuer.introspectionPath) > 70)
    }

    @Test("neither secret nor token is printed")
    func printed() throws {
        let settings = TestIssuer.opaqueTokens()
        let message = PostedMessage(form: [("token", "tessera_pat_secret")], by: settings.credentials)
        var text = "\(settings) \(message) \(settings.credentials)"
        for value in [settings, message, settings.credentials] as [Any] { dump(value, to: &text) }
        #expect(!text.contains(TestIssuer.clientSecret) && !text.contains("tessera_pat_secret"))
        #expect(!text.contains("Basic "))
        #expect(text.contains("cli_api"))
    }

    @Test("one issuer at most explains opaque tokens")
    func two() throws {
        let issuers = try ["https://a.example", "https://b.example"].map {
            try TrustedIssuer($0, audience: "https://api.example", acceptOpaque: TestIssuer.opaqueTokens())
        }
        #expect(throws: OAuthRefusal.self) { try TokenVerifier(trusting: issuers) }
    }

    private func made(_ change: (inout OpaqueAnswer) -> Void = { _ in }) throws -> (TestIssuer, String) {
        let issuer = try TestIssuer()
        let token = TestIssuer.opaque()
        var answer = OpaqueAnswer()
        change(&answer)
        issuer.answer(opaque: token, with: answer)
        return (issuer, token)
    }
}
