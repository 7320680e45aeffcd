// A token's header and claims as people read them.

internal import JOSE

enum TokenLines {
    private static let titles: [(claim: String, title: String)] = [
        ("iss", "Issuer"), ("aud", "Audience"), ("sub", "Subject"), ("client_id", "Client"),
        ("scope", "Scope"),
        ("iat", "Issued"), ("nbf", "Not before"), ("exp", "Expires"),
    ]

    /// Claims whose value is a moment.
    private static let moments: Set<String> = ["iat", "nbf", "exp", "auth_time", "updated_at"]

    /// One line for the header and for each known claim, then the others in one.
    static func lines(of token: TokenText, at now: Int) -> [String] {
        let parameters = (token.header.members ?? []).map {
            "\($0.name.escapedForTerminal) \($0.value.shown)"
        }
        var lines = [line("Header", parameters.joined(separator: " · "))]
        guard let claims = token.claims else {
            let words =
                token.isEncrypted
                ? "not shown: only the recipient's key opens it"
                : "\(token.contentLength) bytes, not a JSON object"
            return lines + [line(token.isEncrypted ? "Encrypted" : "Content", words)]
        }
        for (claim, title) in titles {
            guard let value = claims[claim] else { continue }
            let words = line(title, shown(claim, value, at: now))
            // Who acts stands beside whom it is about.
            if claim == "client_id", claims["sub"] != nil, let subject = lines.popLast() {
                let gap = String(repeating: " ", count: max(2, 44 - subject.count))
                lines.append(subject + gap + "\(title)  \(value.shown)")
            } else {
                lines.append(words)
            }
        }
        let others = (claims.members ?? []).filter { member in !titles.contains { $0.claim == member.name } }
        guard !others.isEmpty else { return lines }
        let words = others.map { "\($0.name.escapedForTerminal) \(shown($0.name, $0.value, at: now))" }
        return lines + [line("Other", words.joined(separator: "  "))]
    }

    /// A claim's value; moments as people read them.
    static func shown(_ claim: String, _ value: JSONValue, at now: Int) -> String {
        // A number beyond any calendar stays a number.
        guard moments.contains(claim), let seconds = value.number, seconds >= 0, seconds < 253_402_300_800
        else {
            return value.shown
        }
        return Moment.shown(Int(seconds), at: now)
    }

    /// A title and what it is about.
    static func line(_ title: String, _ value: String) -> String {
        title + String(repeating: " ", count: max(1, 12 - title.count)) + value
    }
}
