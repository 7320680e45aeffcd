// What a username may be, and the one spelling under which it is stored and looked up.

package import OAuth

/// A username in its one spelling: lower-case ASCII letters, digits and `. _ @ + -`, 1 to 64 bytes.
///
/// Other scripts wait for a profile that tells look-alikes apart (PRECIS); ASCII has one spelling for each
/// name.
package struct Username: Hashable, Sendable {
    package let name: String

    /// - Throws: ``OAuthRefusal`` that names the rule.
    package init(_ text: String) throws(OAuthRefusal) {
        guard let name = Username.canonical(text) else {
            throw OAuthRefusal(
                .invalidRequest,
                "a username has 1 to 64 letters a–z, digits or . _ @ + -, and begins with a letter or digit"
            )
        }
        self.name = name
    }

    /// The one spelling, or `nil` for what can't be a username: such an account does not exist.
    static func canonical(_ text: String) -> String? {
        guard (1...64).contains(text.utf8.count) else { return nil }
        let folded = text.utf8.map { byte in (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
        let isWord = { (byte: UInt8) in (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
        guard let first = folded.first, isWord(first),
            folded.allSatisfy({ isWord($0) || "._@+-".utf8.contains($0) })
        else { return nil }
        return String(decoding: folded, as: UTF8.self)
    }
}
