// The verifier as an API uses it: good tokens pass, others are refused for the right reason and in the right order.

import JOSE
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("Token verifier")
struct TokenVerifierTests {
    static let now = TestIssuer.start

    @Test("a good token passes, and says who is calling", arguments: SignatureAlgorithm.asymmetric)
    func good(algorithm: SignatureAlgorithm) async throws {
        let issuer = try TestIssuer(algorithm: algorithm)
        let token = try await issuer.verifier().verify(try issuer.token(), at: Self.now)
        #expect(token.subject == "usr_1")
        #expect(token.scopes.names == ["notes:read"])
        #expect(token.clientID == "tessera")
        #expect(token.audience == ["https://api.example"])
    }

    @Test("a shared secret is never published, so nobody verifies with it", arguments: [SignatureAlgorithm.hs256, .hs512])
    func symmetric(algorithm: SignatureAlgorithm) async throws {
        let issuer = try TestIssuer(algorithm: algorithm)
        let token = try issuer.token()
        #expect(await Self.code(try issuer.verifier(), token) == "alg_not_allowed")
        #expect(issuer.count() == 0)
        let lenient = try issuer.verifier(algorithms: Set(SignatureAlgorithm.allCases))
        #expect(await Self.code(lenient, token) == "key_unknown")
        // Not even where an issuer publishes its secret.
        let published = Array("{\"keys\":[".utf8) + issuer.key.exportPrivateJWK() + Array("]}".utf8)
        issuer.answer(TestIssuer.keysPath, with: .success(FetchedDocument(status: 200, body: published)))
        let other = try issuer.verifier(algorithms: Set(SignatureAlgorithm.allCases))
        #expect(await Self.code(other, token) == "key_unknown")
    }

    @Test("known and fresh, nothing is fetched again")
    func cached() async throws {
        let issuer = try TestIssuer()
        issuer.publishList()
        let verifier = try issuer.verifier()
        let token = try issuer.token(status: issuer.handle(3))
        for second in 0..<50 { _ = try await verifier.verify(token, at: Self.now + second) }
        #expect(issuer.count() == 3)
    }

    @Test("claims are refused with every rule that they break")
    func claims() async throws {
        let issuer = try TestIssuer()
        let verifier = try issuer.verifier()
        let rows: [(String, [String])] = [
            (try issuer.token(audience: "https://other.example"), ["audience_mismatch"]),
            (try issuer.token(issuer: "https://auth.example/"), ["issuer_mismatch"]),
            (try issuer.token(type: TokenType("JWT")), ["type_mismatch"]),
            (try issuer.token(issuedAt: Self.now - 1_000), ["expired"]),
            (try issuer.token(issuedAt: Self.now + 100), ["not_yet_valid"]),
            (
                try issuer.token(
                    audience: "x", issuer: "y", type: TokenType("JWT"), issuedAt: Self.now - 1_000),
                ["issuer_mismatch", "audience_mismatch", "type_mismatch", "expired"]
            ),
        ]
        for (token, codes) in rows {
            #expect(await Self.codes(verifier, token) == codes)
        }
    }

    @Test("an access token needs what RFC 9068 §2.2 requires")
    func required() async throws {
        let issuer = try TestIssuer()
        let bare = try issuer.key.signToken(type: .accessToken) { claims in
            claims.member("iss", issuer.issuer.value)
            claims.member("aud", issuer.audience)
            claims.member("exp", Self.now + 60)
        }
        #expect(
            await Self.codes(try issuer.verifier(), bare) == [
                "claim_missing", "claim_missing", "claim_missing", "claim_missing",
            ]
        )
    }

    @Test("what fails before the key is looked for makes nobody fetch anything")
    func nothingFetched() async throws {
        let issuer = try TestIssuer(algorithm: .es256)
        let verifier = try issuer.verifier(algorithms: [.ed25519])
        #expect(await Self.code(verifier, try issuer.token()) == "alg_not_allowed")
        #expect(await Self.code(verifier, "not.a-token") == "token_malformed")
        #expect(await Self.code(verifier, "") == "token_malformed")
        #expect(await Self.code(verifier, String(repeating: "a", count: 20_000)) == "token_malformed")
        #expect(issuer.count() == 0)
    }

    @Test("no list is fetched for a token that is refused anyway")
    func noListForBadTokens() async throws {
        let issuer = try TestIssuer()
        issuer.publishList()
        let verifier = try issuer.verifier()
        let good = try issuer.token(status: issuer.handle(1))
        let forged = String(good.dropLast(2)) + (good.hasSuffix("AA") ? "BA" : "AA")
        let stranger = try SigningKey.generate(.ed25519)
        #expect(await Self.code(verifier, forged) == "signature_invalid")
        #expect(
            await Self.code(verifier, try issuer.token(status: issuer.handle(1), key: stranger))
                == "key_unknown")
        #expect(
            await Self.code(verifier, try issuer.token(audience: "x", status: issuer.handle(1)))
                == "audience_mismatch")
        #expect(issuer.count("/status/1") == 0)
    }

    @Test(
        "a verifier without sense is not made",
        arguments: [
            ("http://auth.example", "https://api.example"), ("", "https://api.example"),
            ("https://auth.example", ""),
        ]
    )
    func refused(issuer: String, audience: String) {
        #expect(throws: OAuthRefusal.self) { try TokenVerifier(issuer: issuer, audience: audience) }
        #expect(throws: OAuthRefusal.self) {
            try TokenVerifier(issuer: "https://auth.example", audience: "x", algorithms: [])
        }
    }

    @Test("without a moment given, the clock of this machine counts")
    func wallClock() async throws {
        let issuer = try TestIssuer()
        let now = WallClock.seconds()
        let verifier = try issuer.verifier()
        _ = try await verifier.verify(try issuer.token(issuedAt: now))
        await #expect(throws: TokenRejection.self) {
            try await verifier.verify(try issuer.token(issuedAt: now - 2_000))
        }
    }

    @Test("where a clock is handed in, it counts instead of the machine's")
    func handedInClock() async throws {
        let issuer = try TestIssuer()
        let late = try TokenVerifier(
            issuer: issuer.issuer.value, audience: issuer.audience, fetch: issuer, now: { Self.now + 1_000 })
        await #expect(throws: TokenRejection.self) { try await late.verify(try issuer.token()) }
        #expect(try await late.verify(try issuer.token(issuedAt: Self.now + 500)).subject == "usr_1")
    }

    /// The code of the rejection; `nil` when the token passes.
    static func code(_ verifier: TokenVerifier, _ token: String, at now: Int = now) async -> String? {
        do {
            _ = try await verifier.verify(token, at: now)
            return nil
        } catch {
            return error.code
        }
    }

    static func codes(_ verifier: TokenVerifier, _ token: String) async -> [String] {
        do {
            _ = try await verifier.verify(token, at: now)
            return []
        } catch .refused(let violations) {
            return violations.map(\.code)
        } catch {
            return [error.code]
        }
    }
}
