// Text that others wrote, as it may stand in a header or an OAuth error.

enum PlainText {
    /// Printable ASCII without quote and backslash (RFC 6749 §5.2, RFC 6750 §3), at most 400 characters: what a token
    /// or a request says of itself must not end what it stands in.
    static func of(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(400).map { scalar -> Unicode.Scalar in
            guard (0x20...0x7E).contains(scalar.value) else { return "?" }
            return scalar == "\"" || scalar == "\\" ? "'" : scalar
        }
        var line = String.UnicodeScalarView()
        line.append(contentsOf: scalars)
        return String(line)
    }

    /// The same as a quoted string.
    static func quoted(_ text: String) -> String { "\"\(of(text))\"" }
}
