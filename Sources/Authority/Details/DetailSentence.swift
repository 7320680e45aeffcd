// The sentence by which consent says what a detail allows: words, and the members that stand between them.

internal import OAuth

/// A template such as `pay {instructedAmount.amount} {instructedAmount.currency} to {creditorName}`.
struct DetailSentence: Sendable {
    enum Part: Sendable {
        case words(String)
        /// The member of that name, with dots between its names.
        case member(String)
    }

    let text: String
    let parts: [Part]

    /// Reads a template.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_request`.
    init(_ text: String) throws(OAuthRefusal) {
        guard (1...300).contains(text.unicodeScalars.count),
            text.unicodeScalars.allSatisfy({ ShownName.isPrintable($0.properties.generalCategory) })
        else {
            throw DetailSentence.refusal("has 1 to 300 characters, no control characters among them")
        }
        var parts: [Part] = []
        for (index, piece) in text.split(separator: "{", omittingEmptySubsequences: false).enumerated() {
            let halves = piece.split(separator: "}", omittingEmptySubsequences: false).map(String.init)
            guard halves.count == (index == 0 ? 1 : 2) else {
                throw DetailSentence.refusal("names members in braces, as in {creditorName}")
            }
            if index > 0 { parts.append(.member(halves[0])) }
            if let words = halves.last, !words.isEmpty { parts.append(.words(words)) }
        }
        (self.text, self.parts) = (text, parts)
    }

    /// The members that it names.
    var members: [String] {
        parts.compactMap { if case .member(let name) = $0 { name } else { nil } }
    }

    private static func refusal(_ rule: String) -> OAuthRefusal {
        OAuthRefusal(.invalidRequest, "the sentence of authorization details \(rule)")
    }
}
