// One object of a declaration, read member by member, with refusals that say where in the file they are meant.

internal import JOSE
internal import OAuth

struct DeclaredEntry {
    let value: JSONValue
    /// As `clients[2]`.
    let place: String

    init(_ value: JSONValue, _ place: String) {
        self.value = value
        self.place = place
    }

    static func list(_ value: JSONValue?, _ place: String) throws(OAuthRefusal) -> [JSONValue] {
        guard let value, !value.isNull else { return [] }
        guard let elements = value.elements else { throw refusal(place, "must be a list") }
        return elements
    }

    /// Refuses what is no object, and members that are not known.
    func allow(_ names: [String]) throws(OAuthRefusal) {
        guard let members = value.members else { throw DeclaredEntry.refusal(place, "must be an object") }
        for (name, _) in members where !names.contains(where: { $0.hasBytes(of: name) }) {
            throw DeclaredEntry.refusal(
                place,
                "has the unknown member \(PlainText.of(String(name.prefix(64)))); it may have: "
                    + names.joined(separator: ", "))
        }
    }

    func text(_ name: String) throws(OAuthRefusal) -> String? {
        guard let value = present(name) else { return nil }
        guard let text = value.string else { throw wrong(name, "a string") }
        return text
    }

    func required(_ name: String) throws(OAuthRefusal) -> String {
        guard let text = try text(name) else { throw wrong(name, "there, a string") }
        return text
    }

    func flag(_ name: String) throws(OAuthRefusal) -> Bool {
        guard let value = present(name) else { return false }
        guard let flag = value.bool else { throw wrong(name, "true or false") }
        return flag
    }

    func number(_ name: String) throws(OAuthRefusal) -> Int? {
        guard let value = present(name) else { return nil }
        guard let number = value.integer else { throw wrong(name, "a whole number") }
        return number
    }

    func texts(_ name: String) throws(OAuthRefusal) -> [String] {
        guard let value = present(name) else { return [] }
        let texts = value.elements?.compactMap(\.string)
        guard let texts, texts.count == value.elements?.count else { throw wrong(name, "a list of strings") }
        return texts
    }

    /// The text of an object, `{}` where there is none.
    func object(
        _ name: String,
        check: (JSONValue) throws(OAuthRefusal) -> Void
    ) throws(OAuthRefusal) -> String {
        guard let value = present(name) else { return "{}" }
        do {
            try check(value)
        } catch {
            throw DeclaredEntry.refusal("\(place).\(name)", error.sentence)
        }
        return value.text
    }

    /// Scopes by the identifier of their API: `{"https://api.example": ["notes:read"]}`.
    func scopes(_ name: String) throws(OAuthRefusal) -> [(api: String, scopes: [String])] {
        guard let value = present(name) else { return [] }
        guard let members = value.members else { throw wrong(name, "an object: lists of scopes by API") }
        var scopes: [(api: String, scopes: [String])] = []
        for (api, list) in members {
            let names = list.elements?.compactMap(\.string)
            guard let names, names.count == list.elements?.count else {
                throw wrong(name, "an object: lists of scopes by API")
            }
            scopes.append((api, names))
        }
        return scopes
    }

    /// Types of authorization details: objects of `type`, `sentence` and `members`.
    func detailTypes(_ name: String) throws(OAuthRefusal) -> [DetailType] {
        var types: [DetailType] = []
        for (index, value) in try DeclaredEntry.list(value[name], "\(place).\(name)").enumerated() {
            do throws(OAuthRefusal) {
                types.append(try DetailType(value))
            } catch {
                throw DeclaredEntry.refusal("\(place).\(name)[\(index)]:", error.sentence)
            }
        }
        return types
    }

    /// Where a secret is: `NAME_file` or `NAME_env`, not both.
    func secret(_ name: String) throws(OAuthRefusal) -> SecretPlace? {
        let (file, variable) = (try text("\(name)_file"), try text("\(name)_env"))
        guard file == nil || variable == nil else {
            throw DeclaredEntry.refusal(place, "has both \(name)_file and \(name)_env; leave one out")
        }
        return file.map { .file($0) } ?? variable.map { .environment($0) }
    }

    private func present(_ name: String) -> JSONValue? { value[name].flatMap { $0.isNull ? nil : $0 } }

    private func wrong(_ name: String, _ expected: String) -> OAuthRefusal {
        DeclaredEntry.refusal("\(place).\(name)", "must be \(expected)")
    }

    static func refusal(_ place: String, _ rule: String) -> OAuthRefusal {
        OAuthRefusal(.invalidRequest, "\(place) \(rule)")
    }
}
