// Text that others wrote, as it may stand in a header, an OAuth error or a line of the log.

package enum PlainText {
    /// One line of printable ASCII, at most 400 characters; `?` stands for the rest.
    package static func line(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars.prefix(400) {
            line.unicodeScalars.append((0x20...0x7E).contains(scalar.value) ? scalar : "?")
        }
        return line
    }

    /// The same without quote and backslash (RFC 6749 §5.2, RFC 6750 §3): what a token or a request says of itself must
    /// not end what it stands in.
    package static func of(_ text: String) -> String {
        String(line(text).map { $0 == "\"" || $0 == "\\" ? "'" : $0 })
    }

    /// The same as a quoted string.
    package static func quoted(_ text: String) -> String { "\"\(of(text))\"" }
}
