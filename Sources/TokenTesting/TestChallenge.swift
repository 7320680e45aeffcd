// The challenges of a WWW-Authenticate header (RFC 9110 §11.6.1), taken apart.

/// One challenge.
public struct TestChallenge: Hashable, Sendable {
    /// `Bearer` or `DPoP`, as it is written.
    public let scheme: String
    /// `realm`, `error`, `error_description`, `scope` …
    public internal(set) var parameters: [String: String] = [:]

    /// The challenges of a header's value; what can't be read ends them.
    static func all(in value: String) -> [TestChallenge] {
        var rest = Substring(value)
        var challenges: [TestChallenge] = []
        while true {
            rest = rest.drop { $0 == " " || $0 == "," || $0 == "\t" }
            let word = rest.prefix { !" ,=\t\"".contains($0) }
            guard !word.isEmpty else { return challenges }
            rest = rest.dropFirst(word.count)
            // A name without a value begins the next challenge.
            guard rest.first == "=" else {
                challenges.append(TestChallenge(scheme: String(word)))
                continue
            }
            rest = rest.dropFirst()
            guard let text = text(of: &rest), !challenges.isEmpty else { return challenges }
            challenges[challenges.count - 1].parameters[String(word)] = text
        }
    }

    /// A token, or a quoted string without its quotes.
    private static func text(of rest: inout Substring) -> String? {
        guard rest.first == "\"" else {
            let word = rest.prefix { !" ,\t".contains($0) }
            rest = rest.dropFirst(word.count)
            return String(word)
        }
        rest = rest.dropFirst()
        var text = ""
        while let letter = rest.popFirst() {
            if letter == "\"" { return text }
            guard letter == "\\" else {
                text.append(letter)
                continue
            }
            guard let escaped = rest.popFirst() else { return nil }
            text.append(escaped)
        }
        return nil
    }
}
