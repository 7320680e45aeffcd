// A token's header and claims as people read them.

internal import AuthorityServer
internal import JOSE

enum TokenLines {
    private static let titles: [(claim: String, title: String)] = [
        ("iss", "Issuer"), ("aud", "Audience"), ("sub", "Subject"), ("client_id", "Client"),
        ("scope", "Scope"),
        ("iat", "Issued"), ("nbf", "Not before"), ("exp", "Expires"),
    ]

    /// Prints one line for each known claim, then the others.
    static func print(_ header: JSONValue, _ claims: JSONValue, at now: Int) {
        let parameters = (header.members ?? []).map { "\($0.name) \(shown($0.value))" }
        Terminal.result(line("Header", parameters.joined(separator: " · ")))
        for (claim, title) in titles {
            guard let value = claims[claim] else { continue }
            Terminal.result(
                line(title, ["iat", "nbf", "exp"].contains(claim) ? time(value, now) : shown(value)))
        }
        for (name, value) in claims.members ?? [] where !titles.contains(where: { $0.claim == name }) {
            Terminal.result(line(escaped(name), shown(value)))
        }
    }

    private static func line(_ title: String, _ value: String) -> String {
        title + String(repeating: " ", count: max(1, 12 - title.count)) + value
    }

    private static func shown(_ value: JSONValue) -> String { escaped(value.string ?? value.text) }

    private static func time(_ value: JSONValue, _ now: Int) -> String {
        // Years beyond 9999 have no calendar form that people would read.
        guard let seconds = value.number.map({ Int($0) }), (0...253_402_300_799).contains(seconds) else {
            return shown(value)
        }
        return "\(Timestamp.text(seconds)) (\(distance(seconds - now)))"
    }

    private static func distance(_ seconds: Int) -> String {
        let size = abs(seconds)
        let text =
            size < 120
            ? "\(size) s"
            : size < 7_200 ? "\(size / 60) min" : size < 172_800 ? "\(size / 3_600) h" : "\(size / 86_400) d"
        return seconds < 0 ? "\(text) ago" : "in \(text)"
    }

    /// A stranger wrote this: control characters must not reach the terminal.
    private static func escaped(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
