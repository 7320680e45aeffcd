// Compressed contents: read only with an inflater, only up to its bound, and never written.

import Crypto
import Testing

@testable import JOSE

@Suite struct InflaterTests {
    /// Gives back what it is given, so that the content stands for its own stream.
    static let same = Inflater(limit: 10) { stream, _ in stream }

    static func jwe(_ content: [UInt8], header: String) throws -> (CompactJWE, DecryptionKey) {
        let jwk = try JWK.generate(for: .direct)
        guard case .oct(let secret?) = jwk.material else { throw JOSEError.key(.memberMissing("k")) }
        let protected = Base64URL.encode(header.utf8)
        let sealed = try ContentEncryption.a256GCM.seal(
            content, additional: Array(protected.utf8), key: SymmetricKey(data: secret))
        let parts = [sealed.iv, sealed.bytes, sealed.tag].map { Base64URL.encode($0) }
        let text = "\(protected)..\(parts.joined(separator: "."))"
        return (try CompactJWE(parsing: text), try DecryptionKey(jwk: jwk, algorithm: nil))
    }

    static let zipped = #"{"alg":"dir","enc":"A256GCM","zip":"DEF"}"#

    @Test func onlyWithAnInflater() throws {
        let (jwe, key) = try Self.jwe([1, 2], header: Self.zipped)
        #expect(throws: JOSEError.header("zip")) { try jwe.decrypted(with: key, contents: .all) }
        #expect(try jwe.decrypted(with: key, contents: .all, inflater: Self.same) == [1, 2])
    }

    @Test func onlyWhatIsCompressed() throws {
        let (jwe, key) = try Self.jwe([1, 2], header: #"{"alg":"dir","enc":"A256GCM"}"#)
        let never = Inflater(limit: 10) { _, _ in [9] }
        #expect(try jwe.decrypted(with: key, contents: .all, inflater: never) == [1, 2])
    }

    @Test func theBoundHoldsWhateverInflates() throws {
        let (jwe, key) = try Self.jwe([UInt8](repeating: 0, count: 11), header: Self.zipped)
        #expect(throws: JOSEError.inflation(limit: 10)) {
            try jwe.decrypted(with: key, contents: .all, inflater: Self.same)
        }
        struct Damaged: Error {}
        let failing = Inflater(limit: 7) { _, _ in throw Damaged() }
        #expect(throws: JOSEError.inflation(limit: 7)) {
            try jwe.decrypted(with: key, contents: .all, inflater: failing)
        }
    }

    @Test func nothingIsInflatedThatIsNotAuthentic() throws {
        let (_, key) = try Self.jwe([1], header: Self.zipped)
        let (other, _) = try Self.jwe([1], header: Self.zipped)
        let telling = Inflater(limit: 10) { _, _ in
            Issue.record("inflated before it was authenticated")
            return []
        }
        #expect(throws: JOSEError.decryptionFailed) {
            try other.decrypted(with: key, contents: .all, inflater: telling)
        }
    }
}
