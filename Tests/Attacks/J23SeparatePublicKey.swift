// J23: signing with a public key that is not the secret's own gives an Ed25519 secret away (RUSTSEC-2022-0093).

import JOSE
import Testing

@Suite struct J23SeparatePublicKey {
    /// No call takes a public key besides: the one way in is a JWK whose halves differ, and it does not load.
    @Test(arguments: [
        (SignatureAlgorithm.ed25519, "x"), (.edDSA, "x"), (.es256, "x"), (.es512, "y"), (.mlDSA65, "pub"),
        (.mlDSA87, "pub"),
    ])
    func isNotLoaded(_ algorithm: SignatureAlgorithm, _ member: String) throws {
        let own = String(decoding: try SigningKey.generate(algorithm).exportPrivateJWK(), as: UTF8.self)
        let other = try SigningKey.generate(algorithm).verificationKey.jwk.publicJSON
        let value = try #require(try JSONDocument.object(parsing: other)[member]?.string)
        let mixed = own.replacing(try Regex("\"\(member)\":\"[^\"]+\""), with: "\"\(member)\":\"\(value)\"")
        #expect(mixed != own)
        #expect(throws: JOSEError.key(.memberInvalid(algorithm.name.hasPrefix("ML") ? "pub" : "x"))) {
            try SigningKey(privateJWK: Array(mixed.utf8), algorithm: nil)
        }
    }

    @Test func norAnRSAKeyOfTwoHalves() throws {
        let own = String(decoding: try SigningKey.generate(.rs256).exportPrivateJWK(), as: UTF8.self)
        let other = try SigningKey.generate(.rs256).verificationKey.jwk.publicJSON
        let n = try #require(try JSONDocument.object(parsing: other)["n"]?.string)
        let mixed = own.replacing(/"n":"[^"]+"/, with: "\"n\":\"\(n)\"")
        #expect(throws: JOSEError.key(.notOnCurve)) { try SigningKey(privateJWK: Array(mixed.utf8), algorithm: nil) }
    }
}
