// Holding one authorization detail against its type (RFC 9396 §5): nothing unknown, nothing missing, nothing that can't be shown.

internal import JOSE
internal import OAuth

extension DetailType {
    /// Elements of one list.
    private static var mostElements: Int { 16 }

    /// Checks an object of this type.
    ///
    /// - Parameter place: as `authorization_details[0]`.
    /// - Throws: ``OAuthRefusal`` `invalid_authorization_details` that names the member.
    func check(_ object: JSONValue, _ place: String) throws(OAuthRefusal) {
        try check(object, below: [], place)
        for member in members where member.isRequired && DetailType.value(of: member, in: object) == nil {
            throw DetailType.invalid(place, "lacks the member \(member.name)")
        }
    }

    /// The value of a member; `nil` where it is left out.
    static func value(of member: DetailMember, in object: JSONValue) -> JSONValue? {
        var value: JSONValue? = object
        for name in member.path { value = value?[name] }
        return value
    }

    /// Checks the members of one object.
    ///
    /// - Parameter path: from the outermost object to this one.
    private func check(_ object: JSONValue, below path: [String], _ place: String) throws(OAuthRefusal) {
        for (name, value) in object.members ?? [] {
            if path.isEmpty, name.hasBytes(of: "type") || name.hasBytes(of: "locations") { continue }
            let here = path + [name]
            let shown = "\(place).\(PlainText.of(String(here.joined(separator: ".").prefix(128))))"
            if let member = members.first(where: { DetailType.same($0.path[...], here) }) {
                try DetailType.check(value, of: member, shown)
                continue
            }
            guard members.contains(where: { DetailType.same($0.path.prefix(here.count), here) }) else {
                throw DetailType.invalid(shown, "is no member of the type \(type)")
            }
            // An object without members would be approved without being shown.
            guard let inside = value.members, !inside.isEmpty else {
                throw DetailType.invalid(shown, "must be an object with members")
            }
            try check(value, below: here, place)
        }
    }

    private static func check(_ value: JSONValue, of member: DetailMember, _ place: String)
        throws(OAuthRefusal)
    {
        switch member.kind {
        case .string:
            guard let text = value.string else { throw invalid(place, "must be a string") }
            try check([text], of: member, place)
        case .list:
            let texts = value.elements?.compactMap(\.string) ?? []
            guard texts.count == value.elements?.count, (1...mostElements).contains(texts.count) else {
                throw invalid(place, "must be a list of 1 to \(mostElements) strings")
            }
            try check(texts, of: member, place)
        case .number:
            // An exponent hides how large a number is.
            guard value.number != nil, !value.text.utf8.contains(where: { "eE".utf8.contains($0) }),
                value.text.utf8.count <= 24
            else { throw invalid(place, "must be a number without exponent") }
        case .boolean:
            guard value.bool != nil else { throw invalid(place, "must be true or false") }
        }
    }

    private static func check(_ texts: [String], of member: DetailMember, _ place: String)
        throws(OAuthRefusal)
    {
        for text in texts {
            guard DetailText.canBeShown(text) else {
                throw invalid(
                    place,
                    "holds a text that can't be shown: 1 to \(DetailText.longest) characters, no control or formatting ones"
                )
            }
            guard member.values.isEmpty || member.values.contains(where: { $0.hasBytes(of: text) }) else {
                throw invalid(place, "may be \(member.values.joined(separator: " or "))")
            }
        }
    }

    private static func same(_ path: ArraySlice<String>, _ other: [String]) -> Bool {
        path.count == other.count && zip(path, other).allSatisfy { $0.hasBytes(of: $1) }
    }

    static func invalid(_ place: String, _ rule: String) -> OAuthRefusal {
        OAuthRefusal(.invalidAuthorizationDetails, "\(place) \(rule)")
    }
}
