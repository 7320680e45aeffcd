// The nonces that a server asks clients to put into their proofs (RFC 9449 §8, §9): made of the time, kept nowhere.

internal import Crypto
internal import JOSE

/// Nonces that live for a while and need no memory: the HMAC of a stretch of time under a key.
///
/// A nonce bounds how long ahead a proof can have been made, whatever clock its maker has.
public struct DPoPNonces: Sendable {
    private let key: SymmetricKey
    /// Seconds after which there is a new nonce. The one before is taken as long again.
    public let lifetime: Int

    /// Nonces under a random key: no other process takes them.
    ///
    /// - Parameter lifetime: at least 10 seconds.
    public init(lifetime: Int = 120) {
        key = SymmetricKey(size: .bits256)
        self.lifetime = max(10, lifetime)
    }

    /// Nonces that each node with the same key takes.
    ///
    /// - Parameters:
    ///   - key: at least 32 random bytes.
    ///   - lifetime: at least 10 seconds, the same on each node.
    /// - Throws: ``OAuthRefusal`` for a shorter key.
    public init(key: [UInt8], lifetime: Int = 120) throws(OAuthRefusal) {
        guard key.count >= 32 else {
            throw OAuthRefusal(.invalidRequest, "a key for nonces needs 32 random bytes or more")
        }
        self.key = SymmetricKey(data: key)
        self.lifetime = max(10, lifetime)
    }

    /// The nonce to give out at a moment: 22 characters of base64url.
    ///
    /// - Parameter now: seconds since 1970.
    public func nonce(at now: Int) -> String { nonce(of: stretch(of: now)) }

    /// Whether a nonce is the present one or that of the stretch before; or of the one after, which this server gave out
    /// before its clock went back, or a node gave out whose clock goes ahead.
    public func accepts(_ nonce: String, at now: Int) -> Bool {
        let present = stretch(of: now)
        return [0, -1, 1].contains { ConstantTime.equal(self.nonce(of: present &+ $0).utf8, nonce.utf8) }
    }

    private func stretch(of now: Int) -> Int { now / lifetime }

    private func nonce(of stretch: Int) -> String {
        let input = Array("dpop-nonce \(lifetime) \(stretch)".utf8)
        return Base64URL.encode(Array(HMAC<SHA256>.authenticationCode(for: input, using: key)).prefix(16))
    }
}
