// A name that people gave to something and will read again: bounded, and without what doesn't show.

internal import OAuth

enum ShownName {
    static let longest = 100

    /// The name, if it may be one.
    ///
    /// - Parameter owner: what is named so, as in "a token's".
    /// - Throws: ``OAuthRefusal`` `invalid_request`.
    static func checked(_ name: String, of owner: String) throws(OAuthRefusal) -> String {
        guard (1...longest).contains(name.unicodeScalars.count),
            name.unicodeScalars.allSatisfy({ isPrintable($0.properties.generalCategory) }),
            !name.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        else {
            throw OAuthRefusal(
                .invalidRequest,
                "\(owner) name has 1 to \(longest) characters, not all of them spaces and no control characters"
            )
        }
        return name
    }

    /// Control and format characters (bidirectional ones among them) have no place in a name that people read.
    static func isPrintable(_ category: Unicode.GeneralCategory) -> Bool {
        switch category {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            false
        default: true
        }
    }
}
