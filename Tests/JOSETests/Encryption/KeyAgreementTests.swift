// Agreement and derivation: the example of RFC 7518 appendix C, and secrets that would be everyone's.

import Crypto
import Testing

@testable import JOSE

@Suite struct KeyAgreementTests {
    static let alice =
        #"{"kty":"EC","crv":"P-256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","#
        + #""y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps","d":"0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo"}"#
    static let bob =
        #"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","#
        + #""y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck","d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}"#

    @Test func theExampleOfRFC7518() throws {
        let (alice, bob) = (try JWK(parsing: Array(Self.alice.utf8)), try JWK(parsing: Array(Self.bob.utf8)))
        let secret = try KeyAgreement(alice.material).secret(with: bob.material)
        #expect(try KeyAgreement(bob.material).secret(with: alice.material) == secret)
        let context = ConcatKDF.Context(
            algorithm: "A128GCM", partyU: Array("Alice".utf8), partyV: Array("Bob".utf8))
        let key = ConcatKDF.key(from: secret, context, length: 16)
        #expect(key.withUnsafeBytes { Base64URL.encode(Array($0)) } == "VqqN6vgjbSBcIijNcacQGg")
    }

    @Test(arguments: [Curve.p256, .p384, .p521, .x25519])
    func bothSidesAgree(_ curve: Curve) throws {
        let (one, other) = (KeyMaterial.generate(on: curve), KeyMaterial.generate(on: curve))
        let secret = try KeyAgreement(one).secret(with: other.publicHalf)
        #expect(try KeyAgreement(other).secret(with: one.publicHalf) == secret)
        // The x of the shared point, with all its leading zeros (RFC 7518 §4.6, SP 800-56A §5.7.1.2).
        #expect(secret.count == curve.length)
    }

    @Test func halvesThatDoNotBelongTogetherAreRefused() throws {
        let (one, other) = (KeyMaterial.generate(on: .x25519), KeyMaterial.generate(on: .x25519))
        guard case .okp(_, let x, _) = one, case .okp(_, _, let d) = other else { return }
        #expect(throws: KeyFault.memberInvalid("x")) { try KeyAgreement(.okp(.x25519, x: x, d: d)) }
        #expect(throws: KeyFault.notPrivate) { try KeyAgreement(one.publicHalf) }
        #expect(throws: KeyFault.notPrivate) { try KeyAgreement(KeyMaterial.generate(on: .ed25519)) }
    }

    /// The points of small order of RFC 7748 §5, by their coordinate.
    static let smallOrder = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ]

    @Test(arguments: smallOrder)
    func aSecretOfZerosIsRefused(_ x: String) throws {
        let own = try KeyAgreement(KeyMaterial.generate(on: .x25519))
        let other = KeyMaterial.okp(.x25519, x: ContentCipherTests.bytes(x), d: nil)
        #expect(throws: KeyFault.notOnCurve) { try own.secret(with: other) }
    }
}
