// Random bytes from the system's generator, and the texts that are made of them.

internal import JOSE

package enum RandomSecret {
    /// Random bytes.
    package static func bytes(
        _ count: Int,
        using generator: inout some RandomNumberGenerator
    ) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    /// Random bytes from the operating system.
    package static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return bytes(count, using: &generator)
    }

    /// A base64url text of that many random bytes.
    package static func text(_ count: Int) -> String { Base64URL.encode(bytes(count)) }

    /// An identifier: its kind, and 96 random bits, so that nobody guesses one and none is made twice.
    static func identifier(_ kind: String) -> String { "\(kind)_\(Base64URL.encode(bytes(12)))" }

    /// Whether a text can be an identifier of ours: the database takes not every text (NUL).
    static func isLikeIdentifier(_ text: String) -> Bool {
        text.utf8.count <= 128 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
