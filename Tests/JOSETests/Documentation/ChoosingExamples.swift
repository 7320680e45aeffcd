// The examples of "Choosing an algorithm", as they stand there.

import JOSE
import Testing

@Suite("Documentation: choosing an algorithm")
struct ChoosingExamples {
    @Test("a shared secret comes from a generator, and checks what it signs")
    func sharedSecret() throws {
        let secret = try SigningKey.generate(.hs256)
        let sameSecret = secret.verificationKey

        let jws = try CompactJWS(parsing: CompactJWS.sign([1], type: TokenType("x"), with: secret))
        #expect(try jws.payload(verifiedWith: sameSecret) == [1])
    }

    @Test("a key of the old name does not check tokens of the new one")
    func twoNames() throws {
        let key = try SigningKey.generate(.edDSA)

        let (old, new) = (try renamed(key, .edDSA), try renamed(key, .ed25519))
        let jws = try CompactJWS(parsing: CompactJWS.sign([1], type: TokenType("x"), with: key))
        #expect(try jws.payload(verifiedWith: old) == [1])
        #expect(throws: JOSEError.key(.algorithm(bound: "Ed25519", asked: "EdDSA"))) {
            try jws.payload(verifiedWith: new)
        }
    }

    /// The same point without its `alg`, pinned to one.
    private func renamed(_ key: SigningKey, _ algorithm: SignatureAlgorithm) throws -> VerificationKey {
        let text = String(decoding: key.verificationKey.jwk.publicJSON, as: UTF8.self)
        let bare = text.replacing(#""alg":"EdDSA","#, with: "").replacing(#","alg":"EdDSA""#, with: "")
        return try VerificationKey(jwk: JWK(parsing: Array(bare.utf8)), algorithm: algorithm)
    }

    @Test("a set without alg is pinned by what is allowed")
    func pinnedSet() throws {
        let published = Array(
            #"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#.utf8
        )

        let keys = try JWKSet(parsing: published, algorithms: [.ed25519, .es256])

        #expect(keys.keys.map(\.algorithm) == [.ed25519])
    }

    @Test("allow what the issuer uses and nothing else")
    func policy() throws {
        let policy = TokenPolicy(
            issuer: "https://auth.example.com",
            audience: "https://api.example.com",
            type: .accessToken,
            algorithms: [.es256, .rs256]
        )

        let token = try UnverifiedToken(parsing: rawToken(header: #"{"alg":"Ed25519"}"#, by: TestKeys.ed25519))
        #expect(throws: TokenRejection.algorithmNotAllowed("Ed25519")) { try token.checkAlgorithm(policy) }
    }
}
