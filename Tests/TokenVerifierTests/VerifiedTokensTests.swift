// Remembered tokens: found by every byte, bounded in number, and asked again about all that can change.

import OAuth
import Support
import Testing

@testable import JOSE
@testable import TokenVerifier

@Suite("Verified-token cache")
struct VerifiedTokensTests {
    static let now = TestIssuer.start

    /// Whether two verifications gave the very same claims: the second was a hit.
    private func isHit(_ verifier: TokenVerifier, _ token: String, at times: (Int, Int)) async throws -> Bool {
        let first = try await verifier.verify(token, at: times.0)
        // A buffer of its own, as each request brings.
        let copy = String(decoding: Array(token.utf8), as: UTF8.self)
        let second = try await verifier.verify(copy, at: times.1)
        return first.claims.object.document === second.claims.object.document
    }

    @Test("a token that comes again is a hit where the cache is on, and only there")
    func hit() async throws {
        let issuer = try TestIssuer()
        let token = try issuer.token()
        #expect(try await isHit(issuer.verifier(cache: .tokens(10)), token, at: (Self.now, Self.now + 5)))
        #expect(try await !isHit(issuer.verifier(), token, at: (Self.now, Self.now + 5)))
        #expect(try await !isHit(issuer.verifier(cache: .tokens(0)), token, at: (Self.now, Self.now + 5)))
    }

    @Test("expiry and not-before are asked at every hit, to the second")
    func times() async throws {
        let issuer = try TestIssuer()
        let verifier = try issuer.verifier(cache: .tokens(10))
        let token = try issuer.token(expiresIn: 60) { $0.member("nbf", Self.now + 10) }
        #expect(await TokenVerifierTests.code(verifier, token, at: Self.now + 89) == nil)
        #expect(await TokenVerifierTests.code(verifier, token, at: Self.now + 90) == "expired")
        // A clock that goes back makes the token too young again.
        #expect(await TokenVerifierTests.code(verifier, token, at: Self.now - 20) == nil)
        #expect(await TokenVerifierTests.code(verifier, token, at: Self.now - 21) == "not_yet_valid")
    }

    @Test("a revocation is seen at the next hit after the list is known")
    func revoked() async throws {
        let issuer = try TestIssuer()
        issuer.publishList()
        let verifier = try issuer.verifier(cache: .tokens(10))
        let token = try issuer.token(expiresIn: 1_000, status: issuer.handle(5))
        #expect(try await isHit(verifier, token, at: (Self.now, Self.now + 1)))
        issuer.publishList(revoked: [5], issuedAt: Self.now + 1)
        #expect(await TokenVerifierTests.code(verifier, token, at: Self.now + 60) == "revoked")
        #expect(await TokenVerifierTests.code(verifier, token, at: Self.now + 61) == "revoked")
    }

    @Test("a status list that can't be had refuses a hit, too")
    func statusUnavailable() async throws {
        let issuer = try TestIssuer()
        issuer.publishList(expiresAt: Self.now + 100)
        let verifier = try issuer.verifier(cache: .tokens(10))
        let token = try issuer.token(expiresIn: 100_000, status: issuer.handle(5))
        #expect(try await isHit(verifier, token, at: (Self.now, Self.now + 1)))
        issuer.isDown = true
        #expect(await TokenVerifierTests.code(verifier, token, at: Self.now + 4_000) == "status_unavailable")
    }

    @Test("when the issuer's keys change, nothing of before is trusted")
    func keysChange() async throws {
        let issuer = try TestIssuer()
        issuer.cacheControl = "max-age=60"
        let verifier = try issuer.verifier(cache: .tokens(10))
        let token = try issuer.token(expiresIn: 10_000)
        #expect(try await isHit(verifier, token, at: (Self.now, Self.now + 1)))
        // The same keys read again are no change.
        let known = try await verifier.verify(token, at: Self.now + 59)
        _ = try await verifier.verify(try issuer.token(subject: "usr_2"), at: Self.now + 61)
        let again = try await verifier.verify(token, at: Self.now + 62)
        #expect(issuer.count(TestIssuer.keysPath) == 2)
        #expect(known.claims.object.document === again.claims.object.document)
        try issuer.addKey()
        let before = try await verifier.verify(token, at: Self.now + 62)
        let after = try await verifier.verify(token, at: Self.now + 130)
        #expect(before.claims.object.document !== after.claims.object.document)
        issuer.removeOldestKey()
        #expect(await TokenVerifierTests.code(verifier, token, at: Self.now + 200) == "key_unknown")
    }

    @Test("one changed byte anywhere is another token")
    func everyByte() async throws {
        let issuer = try TestIssuer()
        let verifier = try issuer.verifier(cache: .tokens(10))
        let token = Array(try issuer.token().utf8)
        _ = try await verifier.verify(String(decoding: token, as: UTF8.self), at: Self.now)
        for place in token.indices where token[place] != UInt8(ascii: ".") {
            var changed = token
            changed[place] = changed[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let code = await TokenVerifierTests.code(
                verifier, String(decoding: changed, as: UTF8.self), at: Self.now)
            #expect(code != nil, "byte \(place)")
        }
    }

    @Test("what was refused is not remembered, and the number is bounded", arguments: [1, 2, 31, 32, 100, 1_000])
    func bounded(capacity: Int) async throws {
        let issuer = try TestIssuer()
        let tokens = VerifiedTokens(capacity: capacity)
        let verified = try await issuer.verifier().verify(issuer.token(), at: Self.now)
        let trust = IssuerTrust(
            try TrustedIssuer(issuer.issuer.value, audience: issuer.audience), means: issuer.means)
        let checked = CheckedToken(token: verified, keys: 0, status: nil)
        for number in 0..<3_000 {
            let text = "token \(number) \(number &* 7_919)"
            tokens.remember(RememberedToken(text: text, checked: checked, trust: trust, validity: 0..<1))
            #expect(tokens.find(text)?.text == text)
        }
        #expect(tokens.count <= max(2, capacity))
        #expect(tokens.count > 0)
        #expect(tokens.find("token 0 0") == nil)
    }

    @Test(
        "the validity is what the rules say, second by second",
        arguments: [
            (#""exp":100"#, nil), (#""exp":100.5"#, nil), (#""exp":100,"nbf":50.5"#, nil),
            (#""exp":100,"iat":40"#, 20), (#""exp":100,"iat":40.5"#, 20), (#""exp":100,"iat":70,"nbf":10"#, 0),
            (#""exp":9007199254740991"#, nil), (#""exp":5"#, nil), (#""exp":100,"iat":0,"nbf":0"#, nil),
        ] as [(String, Int?)])
    func validity(claims: String, maximumAge: Int?) throws {
        let key = try SigningKey.generate(.ed25519)
        let policy = TokenPolicy(
            issuer: "i", audience: "a", type: .accessToken, algorithms: [.ed25519], leeway: 7,
            maximumAge: maximumAge)
        let text = try ForgedToken.signed(
            header: #"{"alg":"Ed25519","typ":"at+jwt"}"#,
            payload: #"{"iss":"i","aud":"a",\#(claims)}"#,
            by: key
        )
        let unverified = try UnverifiedToken(parsing: text)
        let holds = (0..<200).map { now in
            Result { try unverified.verified(with: key.verificationKey, policy: policy, at: now) }
        }
        guard case .success(let token)? = holds.first(where: { if case .success = $0 { true } else { false } })
        else { return #expect(holds.count == 0, "no moment at which the token is good") }
        let validity = policy.validity(of: token)
        for (now, result) in holds.enumerated() {
            let isGood = if case .success = result { true } else { false }
            #expect(validity.contains(now) == isGood, "at \(now)")
        }
    }
}
