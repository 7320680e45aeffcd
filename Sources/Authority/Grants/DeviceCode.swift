// The two codes of the device flow (RFC 8628): one that the device keeps, and one that a person types.

internal import OAuth

/// The code that a device comes with until it gets its tokens.
enum DeviceCode {
    /// What every one begins with, so that scanners for leaked secrets know it.
    static let prefix = "tessera_dc_"
    /// Seconds for which a person may take.
    static let lifetime = 600
    /// Seconds between two questions of a device, at first; each that comes too early adds as many (RFC 8628 §3.5).
    static let pace = 5

    static func make() -> String { prefix + RandomSecret.text(32) }

    /// Whether a text can be one: what is not is not looked up.
    static func isLike(_ text: String) -> Bool {
        text.utf8.starts(with: prefix.utf8) && text.utf8.count == prefix.utf8.count + 43
    }
}

/// The code that a person types: eight letters, none of which make a word or are taken for another (RFC 8628 §6.1).
struct UserCode: Sendable {
    private static let alphabet = Array("BCDFGHJKLMNPQRSTVWXZ".utf8)

    /// The eight letters.
    let letters: String

    /// A new one: one of 20^8.
    static func make() -> UserCode {
        var generator = SystemRandomNumberGenerator()
        let letters = (0..<8).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
        return UserCode(letters: String(decoding: letters, as: UTF8.self))
    }

    private init(letters: String) { self.letters = letters }

    /// Reads what a person typed: in either case, and with whatever they put between the letters.
    ///
    /// - Returns: `nil` for what is no code at all.
    init?(reading text: String) {
        guard text.utf8.count <= 64 else { return nil }
        let typed = text.utf8.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
        let letters = typed.filter { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
        guard letters.count == 8, letters.allSatisfy(UserCode.alphabet.contains) else { return nil }
        self.letters = String(decoding: letters, as: UTF8.self)
    }

    /// As it is shown: two halves that can be read at a glance.
    var shown: String { "\(letters.prefix(4))-\(letters.suffix(4))" }

    /// What is kept of it. Without the key nobody finds the few letters by trying all.
    func digest(_ key: DerivedKey) -> String { key.text(of: letters) }
}
