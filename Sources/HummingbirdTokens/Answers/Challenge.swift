// The WWW-Authenticate header of a refusal (RFC 6750 §3).

/// A challenge of the scheme `Bearer`.
struct Challenge: Sendable {
    var realm: String
    /// `invalid_request`, `invalid_token` or `insufficient_scope`; absent when no token came (RFC 6750 §3.1).
    var error: String?
    var description: String?
    var scope: String?

    /// The header's value.
    var text: String {
        var parts = ["realm=\(Challenge.quoted(realm))"]
        if let error { parts.append("error=\(Challenge.quoted(error))") }
        if let description { parts.append("error_description=\(Challenge.quoted(description))") }
        if let scope { parts.append("scope=\(Challenge.quoted(scope))") }
        return "Bearer " + parts.joined(separator: ", ")
    }

    private static func quoted(_ text: String) -> String {
        "\"" + plain(text).map { $0 == "\"" || $0 == "\\" ? "'" : String($0) }.joined() + "\""
    }

    /// Text that may hold pieces of a token, as one short line of printable ASCII.
    static func plain(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars.prefix(400) {
            line.unicodeScalars.append((0x20...0x7E).contains(scalar.value) ? scalar : "?")
        }
        return line
    }
}
