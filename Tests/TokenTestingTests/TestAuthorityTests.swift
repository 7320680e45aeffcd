// The authority of a test: what it does to tokens is seen at once, time is the test's, and nobody can mistake it for a real one.

import Testing

@testable import TokenTesting

@Suite("Test authority")
struct TestAuthorityTests {
    /// The code of the rejection; `nil` when the token passes.
    static func code(_ verifier: TokenVerifier, _ token: String) async -> String? {
        do {
            _ = try await verifier.verify(token)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("a token says what it was asked to say")
    func token() async throws {
        let authority = try TestAuthority(clock: TestClock(at: 1_800_000_000))
        let text = try authority.token(
            subject: "usr_ana", scopes: ["notes:read", "notes:write"], clientID: "laptop", expiresIn: 60
        ) { claims in
            claims.member("tenant", "t1")
        }
        let token = try await authority.verifier(requiresStatus: true).verify(text)
        #expect(token.issuer == "https://test.invalid")
        #expect(token.audience == ["https://api.test.invalid"])
        #expect(token.subject == "usr_ana")
        #expect(token.clientID == "laptop")
        #expect(token.scopes.names == ["notes:read", "notes:write"])
        #expect(token.issuedAt == 1_800_000_000)
        #expect(token.expiresAt == 1_800_000_060)
        #expect(token["tenant"]?.string == "t1")
        let other = try authority.token(audience: "https://other.example")
        #expect(await Self.code(try authority.verifier(), other) == "audience_mismatch")
        #expect(await Self.code(try authority.verifier(audience: "https://other.example"), other) == nil)
    }

    @Test("a token expires when the test says that it is late", arguments: [TokenCaching.off, .tokens(100)])
    func time(cache: TokenCaching) async throws {
        let authority = try TestAuthority()
        let verifier = try authority.verifier(cache: cache)
        let token = try authority.token(expiresIn: 600)
        #expect(await Self.code(verifier, token) == nil)
        authority.clock.advance(by: 600 + 29)
        #expect(await Self.code(verifier, token) == nil)
        authority.clock.advance(by: 1)
        #expect(await Self.code(verifier, token) == "expired")
        authority.clock.advance(by: -300)
        #expect(await Self.code(verifier, token) == nil)
        #expect(await Self.code(verifier, try authority.token(expiresIn: -31)) == "expired")
    }

    @Test("what is revoked is refused from then on, and nothing else", arguments: [TokenCaching.off, .tokens(100)])
    func revocation(cache: TokenCaching) async throws {
        let authority = try TestAuthority()
        let verifier = try authority.verifier(cache: cache)
        let tokens = try (0..<10).map { _ in try authority.token() }
        for token in tokens { #expect(await Self.code(verifier, token) == nil) }
        try authority.revoke(tokens[3])
        for (index, token) in tokens.enumerated() {
            #expect(await Self.code(verifier, token) == (index == 3 ? "revoked" : nil))
        }
        let stranger = try TestAuthority(issuer: "https://other.invalid").token()
        #expect(throws: OAuthRefusal.self) { try authority.revoke(stranger) }
        #expect(throws: TokenRejection.self) { try authority.revoke("no token") }
    }

    @Test("more tokens than a list has places go to the next list")
    func manyTokens() async throws {
        let authority = try TestAuthority(algorithm: .ed25519)
        let verifier = try authority.verifier()
        let first = try authority.token()
        for _ in 0..<65_535 { _ = authority.handle() }
        let next = try authority.token()
        #expect(await Self.code(verifier, next) == nil)
        try authority.revoke(next)
        #expect(await Self.code(verifier, next) == "revoked")
        #expect(await Self.code(verifier, first) == nil)
    }

    @Test("keys rotate, as often as one likes; the old ones stay good until they are withdrawn")
    func rotation() async throws {
        let authority = try TestAuthority()
        let verifier = try authority.verifier()
        var tokens: [String] = []
        for _ in 0..<3 {
            tokens.append(try authority.token())
            for token in tokens { #expect(await Self.code(verifier, token) == nil) }
            try authority.rotateKeys()
        }
        try authority.rotateKeys(withdrawingOld: true)
        #expect(await Self.code(verifier, try authority.token()) == nil)
        for token in tokens { #expect(await Self.code(verifier, token) == "key_unknown") }
    }

    @Test("an outage of the keys is told from a bad token, and ends")
    func keysDown() async throws {
        let authority = try TestAuthority()
        let token = try authority.token()
        let knows = try authority.verifier()
        #expect(await Self.code(knows, token) == nil)
        authority.keysAreDown = true
        let verifier = try authority.verifier()
        #expect(await Self.code(verifier, token) == "keys_unavailable")
        #expect(await Self.code(knows, token) == nil)
        authority.keysAreDown = false
        authority.clock.advance(by: 30)
        #expect(await Self.code(verifier, token) == nil)
    }

    @Test("an outage of the lists lasts a minute and a half before it is felt; then the API's policy counts")
    func listsDown() async throws {
        let authority = try TestAuthority()
        let verifier = try authority.verifier()
        let lenient = try authority.verifier(statusUnavailable: .acceptFor(.seconds(60)))
        let token = try authority.token()
        for verifier in [verifier, lenient] { #expect(await Self.code(verifier, token) == nil) }
        authority.statusListsAreDown = true
        authority.clock.advance(by: 89)
        for verifier in [verifier, lenient] { #expect(await Self.code(verifier, token) == nil) }
        authority.clock.advance(by: 1)
        #expect(await Self.code(verifier, token) == "status_unavailable")
        #expect(await Self.code(lenient, token) == nil)
        authority.clock.advance(by: 60)
        #expect(await Self.code(lenient, token) == "status_unavailable")
        authority.statusListsAreDown = false
        authority.clock.advance(by: 30)
        for verifier in [verifier, lenient] { #expect(await Self.code(verifier, token) == nil) }
    }

    @Test(
        "an authority that could be somebody's is not made",
        arguments: [
            "https://auth.example.com", "https://invalid", "https://test.invalid.example.com", "http://localhost:8080",
            "http://test.invalid", "https://testinvalid", "https://test.invalid@auth.example.com",
            "https://auth.example.com/.invalid",
        ])
    func names(issuer: String) throws {
        #expect(throws: OAuthRefusal.self) { try TestAuthority(issuer: issuer) }
    }

    @Test("nor one without an audience, or with a secret for a key")
    func senseless() throws {
        #expect(throws: OAuthRefusal.self) { try TestAuthority(audience: "") }
        #expect(throws: JOSEError.algorithmNotAllowed("HS256")) { try TestAuthority(algorithm: .hs256) }
        #expect(try TestAuthority(issuer: "https://a.test.invalid:8443/b").issuer.path == "/b")
    }

    @Test("it answers for itself alone")
    func elsewhere() async throws {
        let authority = try TestAuthority(issuer: "https://a.invalid")
        for url in ["https://b.invalid/.well-known/jwks.json", "https://a.invalid.example/status/1"] {
            await #expect(throws: FetchFault.notAllowed(url: url)) { try await authority.get(url, accept: "*/*") }
        }
        for path in ["/status/0", "/status/2", "/status/01", "/status/-1", "/status/", "/", "/status/9223372036854775808"] {
            let document = try await authority.get("https://a.invalid" + path, accept: "*/*")
            #expect(document.status == 404, "\(path)")
        }
    }
}
