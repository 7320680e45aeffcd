// The opaque form of a lasting token: random letters that say nothing, a prefix to find it by, and a checksum.

/// A token that is a secret and no more: `tessera_pat_`, 30 random letters and digits, and 6 of checksum.
///
/// The prefix makes one that leaked recognisable (``pattern``), and the checksum tells one that was cut or mistyped
/// before anyone is asked about it. Printing it shows nothing of it.
public struct OpaqueToken: Sendable, CustomStringConvertible {
    /// The whole token: the secret.
    public let text: String

    /// What every one begins with.
    public static let prefix = "tessera_pat_"

    /// A regular expression that finds them in any text, as scanners for leaked secrets want it.
    public static let pattern = "\\btessera_pat_[0-9A-Za-z]{36}\\b"

    /// The letters and digits of the base 62, by value.
    private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    /// 62^30 is more than 2^178.
    private static let randomCount = 30
    /// 62^6 is more than 2^32.
    private static let checksumCount = 6

    /// A new token.
    ///
    /// - Parameter generator: must be one for secrets, as `SystemRandomNumberGenerator` is.
    public init(using generator: inout some RandomNumberGenerator) {
        var bytes = Array(OpaqueToken.prefix.utf8)
        for _ in 0..<OpaqueToken.randomCount {
            // Every digit is as likely as any other: what does not divide evenly is drawn again.
            bytes.append(OpaqueToken.digits[Int.random(in: 0..<OpaqueToken.digits.count, using: &generator)])
        }
        bytes += OpaqueToken.checksum(of: bytes)
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// Reads a token: its exact length, its letters, and its checksum.
    ///
    /// - Returns: `nil` for any other text. Whether a token of the right form was ever issued is for its issuer to say.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        let body = bytes.dropLast(OpaqueToken.checksumCount)
        guard OpaqueToken.isLike(text),
            body.count == OpaqueToken.prefix.utf8.count + OpaqueToken.randomCount,
            bytes.dropFirst(OpaqueToken.prefix.utf8.count).allSatisfy(OpaqueToken.digits.contains),
            // Nothing secret is compared: anyone can compute the checksum.
            bytes.suffix(OpaqueToken.checksumCount).elementsEqual(OpaqueToken.checksum(of: body))
        else { return nil }
        self.text = text
    }

    /// Whether a text begins as these tokens do, so that it is no other kind of token.
    public static func isLike(_ text: String) -> Bool { text.utf8.starts(with: prefix.utf8) }

    /// What the access tokens of an API begin with whose format is opaque: a signed token under a seal that its issuer alone
    /// can open.
    public static let sealedPrefix = "tessera_at_"

    /// Whether a text begins as a sealed access token does.
    public static func isSealed(_ text: String) -> Bool { text.utf8.starts(with: sealedPrefix.utf8) }

    /// Nothing of the token.
    public var description: String { "OpaqueToken(hidden)" }

    /// CRC-32 of what stands before it, the greatest digit first.
    private static func checksum(of bytes: some Sequence<UInt8>) -> [UInt8] {
        var rest = Int(Zlib.checksum(Array(bytes)))
        var text = [UInt8](repeating: digits[0], count: checksumCount)
        for place in text.indices.reversed() {
            text[place] = digits[rest % digits.count]
            rest /= digits.count
        }
        return text
    }
}
