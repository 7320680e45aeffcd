// What a token is bound to, against what came along with it: each way to fall short, with its reason.

import JOSE
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("Sender of a token")
struct SenderCheckTests {
    static let now = TestIssuer.start
    static let url = "https://api.example/notes"
    static let certificate: [UInt8] = [0x30, 0x03, 0x02, 0x01, 0x05]

    /// Why a token is refused; `nil` when it passes.
    static func rejection(
        _ verifier: TokenVerifier,
        _ token: String,
        _ presented: TokenPresentation,
        at now: Int = now
    ) async -> TokenRejection? {
        do {
            _ = try await verifier.verify(token, presented: presented, at: now)
            return nil
        } catch {
            return error
        }
    }

    private static func dpop(_ proofs: String..., certificate: [UInt8]? = nil) -> TokenPresentation {
        .dpop(proofs: proofs, method: "GET", url: url, certificate: certificate)
    }

    @Test("a token that is bound to a key, and the proof of it, for each algorithm", arguments: DPoPRules.algorithms)
    func good(algorithm: SignatureAlgorithm) async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender(algorithm))
        let token = try sender.token(of: issuer)
        let presented = Self.dpop(try sender.proof("GET", Self.url + "?page=2", token: token))
        #expect(await Self.rejection(try issuer.verifier(), token, presented) == nil)
    }

    @Test("each bond against each way of coming")
    func bonds() async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender())
        let verifier = try issuer.verifier()
        let free = try issuer.token()
        let bound = try sender.token(of: issuer)
        let both = try sender.token(of: issuer, certificate: Self.certificate)
        let certified = try issuer.token { claims in
            Confirmation(certificateThumbprint: Confirmation.thumbprint(ofCertificate: Self.certificate))
                .write(to: &claims)
        }
        func proof(_ token: String) throws -> TokenPresentation { Self.dpop(try sender.proof(Self.url, for: token)) }
        func shown(_ token: String) throws -> TokenPresentation {
            Self.dpop(try sender.proof(Self.url, for: token), certificate: Self.certificate)
        }
        let rows: [(String, String, TokenPresentation, TokenRejection?)] = [
            ("free, Bearer", free, .bearer(), nil),
            ("free, Bearer and a certificate", free, .bearer(certificate: Self.certificate), nil),
            ("free, DPoP", free, try proof(free), .proofInvalid(.tokenNotBound)),
            ("free, DPoP without a proof", free, Self.dpop(), .proofInvalid(.tokenNotBound)),
            ("bound, Bearer", bound, .bearer(), .proofMissing),
            ("bound, Bearer and a certificate", bound, .bearer(certificate: Self.certificate), .proofMissing),
            ("bound, DPoP without a proof", bound, Self.dpop(), .proofMissing),
            ("bound, two proofs", bound, Self.dpop("a", "b"), .proofInvalid(.several)),
            ("bound, no proof but a word", bound, Self.dpop("a"), .proofInvalid(.malformed(.parts(1)))),
            ("bound, DPoP", bound, try proof(bound), nil),
            ("certified, Bearer", certified, .bearer(), .certificateMismatch),
            ("certified, another certificate", certified, .bearer(certificate: [1]), .certificateMismatch),
            ("certified, no certificate but a word", certified, .bearer(certificate: []), .certificateMismatch),
            ("certified, its certificate", certified, .bearer(certificate: Self.certificate), nil),
            ("certified, DPoP", certified, try shown(certified), .proofInvalid(.tokenNotBound)),
            ("both, its certificate alone", both, .bearer(certificate: Self.certificate), .proofMissing),
            ("both, the proof alone", both, try proof(both), .certificateMismatch),
            ("both, both", both, try shown(both), nil),
        ]
        for (name, token, presented, expected) in rows {
            #expect(await Self.rejection(verifier, token, presented) == expected, "\(name)")
        }
        // Where nothing is said of how it came, it came as a bearer token.
        #expect(await TokenVerifierTests.code(verifier, bound) == "proof_missing")
        #expect(await TokenVerifierTests.code(verifier, certified) == "certificate_mismatch")
    }

    @Test(
        "a bond that can't be checked refuses the token, however it comes",
        arguments: [
            "null", "{}", #"{"jwk":{}}"#, #"{"kid":"k"}"#, #"{"jkt":1}"#,
            #"{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I","jwe":"x"}"#,
        ]
    )
    func unknownBonds(cnf: String) async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender())
        let verifier = try issuer.verifier(cache: .tokens(10))
        let value = try JSONDocument(parsing: Array(cnf.utf8)).root
        let token = try issuer.token { claims in
            claims.member("cnf", value)
        }
        let expected = TokenRejection.refused([
            ClaimViolation("cnf", .invalid, expected: "jkt or x5t#S256 alone", found: cnf)
        ])
        for presented in [.bearer(), Self.dpop(try sender.proof(Self.url, for: token))] {
            #expect(await Self.rejection(verifier, token, presented) == expected)
        }
    }

    @Test("where a bond is required, a token without one is refused, whatever it comes with")
    func required() async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender())
        let verifier = try issuer.verifier(senderConstraint: .required)
        let missing = TokenRejection.refused([
            ClaimViolation("cnf", .missing, expected: "jkt or x5t#S256", found: nil)
        ])
        let free = try issuer.token()
        #expect(await Self.rejection(verifier, free, .bearer()) == missing)
        #expect(await Self.rejection(verifier, free, .bearer(certificate: Self.certificate)) == missing)
        let bound = try sender.token(of: issuer)
        #expect(await Self.rejection(verifier, bound, Self.dpop(try sender.proof(Self.url, for: bound))) == nil)
    }

    @Test("a proof of another key, another token, another request")
    func others() async throws {
        let (issuer, sender, thief) = (try TestIssuer(), try TestSender(), try TestSender())
        let verifier = try issuer.verifier()
        let token = try sender.token(of: issuer)
        let rows: [(String, TokenPresentation, DPoPFault)] = [
            ("another key", Self.dpop(try thief.proof(Self.url, for: token)), .keyMismatch),
            ("another token", Self.dpop(try sender.proof(Self.url, for: token + "A")), .tokenHash),
            ("no token", Self.dpop(try sender.proof("GET", Self.url, token: nil)), .tokenHash),
            ("another method", Self.dpop(try sender.proof("POST", Self.url, token: token)), .method),
            ("another URL", Self.dpop(try sender.proof(Self.url + "/1", for: token)), .url),
            (
                "a URL that is none",
                .dpop(proofs: [try sender.proof(Self.url, for: token)], method: "GET", url: ""), .url
            ),
            ("long ago", Self.dpop(try sender.proof("GET", Self.url, token: token, at: Self.now - 301)), .tooOld),
            ("ahead", Self.dpop(try sender.proof("GET", Self.url, token: token, at: Self.now + 11)), .notYetValid),
        ]
        for (name, presented, fault) in rows {
            #expect(await Self.rejection(verifier, token, presented) == .proofInvalid(fault), "\(name)")
        }
    }

    @Test("the token has the first word: a good proof makes no bad token good")
    func tokenFirst() async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender())
        let verifier = try issuer.verifier()
        let old = try sender.token(of: issuer, issuedAt: Self.now - 5_000)
        let proof = Self.dpop(try sender.proof(Self.url, for: old))
        #expect(await Self.rejection(verifier, old, proof)?.code == "expired")
        let strange = try TestIssuer()
        let other = try sender.token(of: strange)
        #expect(await Self.rejection(verifier, other, Self.dpop(try sender.proof(Self.url, for: other)))?.code == "key_unknown")
    }

    @Test("a proof is taken once, with a remembered token as with another", arguments: [TokenCaching.off, .tokens(10)])
    func once(cache: TokenCaching) async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender())
        let verifier = try issuer.verifier(cache: cache)
        let token = try sender.token(of: issuer)
        let proof = Self.dpop(try sender.proof(Self.url, for: token))
        #expect(await Self.rejection(verifier, token, proof) == nil)
        for later in [0, 1, 300] {
            #expect(await Self.rejection(verifier, token, proof, at: Self.now + later) == .proofReplayed)
        }
        #expect(await Self.rejection(verifier, token, proof, at: Self.now + 301) == .proofInvalid(.tooOld))
        // The key that used it up is the one that made it: another's jti may be the same.
        let (ours, theirs) = (try sender.token(of: issuer), try TestSender())
        let same = try theirs.token(of: issuer)
        let first = Self.dpop(try sender.proof("GET", Self.url, token: ours, identifier: "one"))
        let second = Self.dpop(try theirs.proof("GET", Self.url, token: same, identifier: "one"))
        #expect(await Self.rejection(verifier, ours, first) == nil)
        #expect(await Self.rejection(verifier, same, second) == nil)
    }

    @Test("of a hundred uses of one proof at once, one passes")
    func race() async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender(.ed25519))
        let verifier = try issuer.verifier()
        let token = try sender.token(of: issuer)
        let proof = Self.dpop(try sender.proof(Self.url, for: token))
        let passed = await withTaskGroup { group in
            for _ in 0..<100 { group.addTask { await Self.rejection(verifier, token, proof) } }
            return await group.reduce(into: 0) { count, rejection in
                if rejection == nil { count += 1 } else { #expect(rejection == .proofReplayed) }
            }
        }
        #expect(passed == 1)
    }

    @Test("a proof that is refused for another reason is not used up")
    func notUsedUp() async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender())
        let verifier = try issuer.verifier()
        let token = try sender.token(of: issuer)
        let proof = try sender.proof(Self.url, for: token)
        let elsewhere = TokenPresentation.dpop(proofs: [proof], method: "GET", url: "https://api.example/other")
        #expect(await Self.rejection(verifier, token, elsewhere) == .proofInvalid(.url))
        #expect(await Self.rejection(verifier, token, Self.dpop(proof)) == nil)
    }

    @Test("nonces: asked for, taken, and too old")
    func nonces() async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender())
        let verifier = try issuer.verifier(
            senderConstraint: SenderConstraint(isRequired: false, nonces: DPoPNonces(lifetime: 60)))
        let token = try sender.token(of: issuer)
        let nonce = try #require(verifier.proofNonce(at: Self.now))
        for (nonce, later, expected) in [
            (nil, 0, TokenRejection.nonceRequired), ("other", 0, .nonceRequired), (nonce, 0, nil), (nonce, 119, nil),
            (nonce, 120, .nonceRequired),
        ] as [(String?, Int, TokenRejection?)] {
            let proof = Self.dpop(
                try sender.proof("GET", Self.url, token: token, nonce: nonce, at: Self.now + later))
            #expect(await Self.rejection(verifier, token, proof, at: Self.now + later) == expected)
        }
        #expect(try issuer.verifier().proofNonce(at: Self.now) == nil)
    }

    @Test("the algorithms of proofs are the verifier's to choose")
    func algorithms() async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender(.es256))
        let verifier = try issuer.verifier(
            senderConstraint: SenderConstraint(isRequired: false, rules: DPoPRules(algorithms: [.ed25519])))
        let token = try sender.token(of: issuer)
        #expect(verifier.proofAlgorithms == ["Ed25519"])
        #expect(
            await Self.rejection(verifier, token, Self.dpop(try sender.proof(Self.url, for: token)))
                == .proofInvalid(.algorithmNotAllowed("ES256")))
    }

    @Test("a verifier that remembers no more refuses, and forgets none")
    func full() async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender(.ed25519))
        let verifier = try issuer.verifier(senderConstraint: SenderConstraint(isRequired: false, rememberedProofs: 8))
        let token = try sender.token(of: issuer)
        let proofs = try (0..<3).map { _ in Self.dpop(try sender.proof(Self.url, for: token)) }
        #expect(await Self.rejection(verifier, token, proofs[0]) == nil)
        #expect(await Self.rejection(verifier, token, proofs[1]) == nil)
        #expect(await Self.rejection(verifier, token, proofs[2]) == .proofsUnavailable)
        #expect(await Self.rejection(verifier, token, proofs[0]) == .proofReplayed)
    }
}

extension TestSender {
    /// A proof for a GET.
    func proof(_ url: String, for token: String) throws -> String { try proof("GET", url, token: token) }
}
