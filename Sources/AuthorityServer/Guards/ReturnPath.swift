// Where a browser goes after it has signed in: a path of this server, and nothing that could lead elsewhere.

internal import OAuth

/// A path and query under the issuer.
struct ReturnPath: Sendable {
    let value: String

    /// - Returns: `nil` for what leads to another site, or could be taken for it.
    init?(_ text: String, of issuer: Issuer) {
        let bytes = Array(text.utf8)
        let prefix = Array("\(issuer.path)/".utf8)
        guard bytes.starts(with: prefix), bytes.count <= 16_384,
            bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }),
            // "//host" is another site for a browser.
            bytes.count < 2 || bytes[1] != UInt8(ascii: "/")
        else { return nil }
        value = text
    }

    init(path: String, of issuer: Issuer) { value = issuer.path + path }

    /// The page on which to sign in before a path is asked for again.
    static func signIn(for path: String, of issuer: Issuer) -> String {
        "\(issuer.path)/login?\(FormParameters.text([("to", issuer.path + path)]))"
    }
}
