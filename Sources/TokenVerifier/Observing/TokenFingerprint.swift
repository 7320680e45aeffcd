// What of a token may stand in a log: enough to tell two apart, and nothing of either.

internal import Crypto
internal import JOSE

/// The first eight characters of the base64url of a token's SHA-256: 48 bits, from which nothing leads back.
public struct TokenFingerprint: Hashable, Sendable, CustomStringConvertible {
    /// The eight characters.
    public let description: String

    /// The fingerprint of a token's text.
    public init(of token: String) {
        description = String(Base64URL.encode(Array(SHA256.hash(data: Array(token.utf8)))).prefix(8))
    }
}
