// What is written of a JSON text that was read is read as the same values.

import JOSE

extension Property {
    static let json = Property(
        name: "json",
        longest: 8_192,
        words: [
            "true", "false", "null", "[[", "]]", "{\"\":", "\\u0000", "\\ud83d\\ude00", "\\ud800", "\\\"", "e+1",
            "-0.0", "9007199254740993", "\u{FEFF}",
        ],
        seeds: {
            [
                "{}", "[]", "[[]", "[[[]", "null", "true", "-0", "1e5", "\"\"", " [ 1 , 2.5e-3 , [ ] ] ",
                #"{"a":{"b":[{"c":null},{"d":false}],"e":["x","y"]},"f":9007199254740992}"#,
                #"{"\u0061\ud83d\ude00":"\"\\\/\b\f\n\r\t","é":"é"}"#,
                #"{"iss":"https://i","aud":["a","b"],"exp":1300819380,"scope":"read write"}"#,
                String(repeating: "[", count: 32) + String(repeating: "]", count: 32),
                "{" + (0..<30).map { #""m\#($0)":\#($0)"# }.joined(separator: ",") + "}",
            ].map { Array($0.utf8) }
        },
        check: { bytes in
            guard let document = accepted({ try JSONDocument(parsing: bytes) }) else { return }
            let value = document.root
            // As it stands, and member by member.
            let copied = JSONWriter.object { $0.member("v", value) }
            try hold(try same(value, reread(copied)), "a copied value is another one")
            let rewritten = JSONWriter.object { write(value, as: "v", to: &$0) }
            try hold(try same(value, reread(rewritten)), "a rewritten value is another one")
        }
    )

    /// The one member of what was written.
    private static func reread(_ text: [UInt8]) throws -> JSONValue {
        do {
            // The object around it is one level more.
            let limits = JSONLimits(length: 16_777_216, depth: 33)
            let object = try JSONDocument.object(parsing: text, limits: limits)
            guard let value = object["v"] else { throw Violation(description: "what was written has no member") }
            return value
        } catch {
            throw Violation(description: "what was written is refused: \(error)")
        }
    }

    private static func write(_ value: JSONValue, as name: String, to json: inout JSONWriter) {
        if value.isNull { return json.null(name) }
        if let bool = value.bool { return json.member(name, bool) }
        if let integer = value.integer { return json.member(name, integer) }
        if let string = value.string { return json.member(name, string) }
        if let members = value.members {
            return json.object(name) { json in
                for member in members { write(member.value, as: member.name, to: &json) }
            }
        }
        guard let elements = value.elements else { return json.member(name, value) }
        let strings = elements.compactMap(\.string)
        if strings.count == elements.count { return json.member(name, strings) }
        if elements.allSatisfy({ $0.kind == .object }) {
            return json.array(name, elements) { json, element in
                for member in element.members ?? [] { write(member.value, as: member.name, to: &json) }
            }
        }
        // The writer has no arrays of mixed kinds, since no token needs one.
        json.object(name) { json in
            for (index, element) in elements.enumerated() { write(element, as: "\(index)", to: &json) }
        }
    }

    /// Whether two values are the same, and each is found in the ways that there are to find it.
    private static func same(_ left: JSONValue, _ right: JSONValue) throws -> Bool {
        if let elements = left.elements {
            let others = right.elements ?? right.members?.map(\.value) ?? []
            return try elements.count == others.count && zip(elements, others).allSatisfy(same)
        }
        guard left.kind == right.kind else { return false }
        switch left.kind {
        case .null: return left.isNull && right.isNull
        case .bool: return left.bool == right.bool
        case .number:
            if let integer = left.integer { return integer == right.integer && left.number == Double(integer) }
            return left.text.utf8.elementsEqual(right.text.utf8) && left.number == right.number
        case .string:
            guard let text = left.string else { return false }
            return right.equals(text) && left.equals(text) && !left.equals(text + "x")
        case .array: return false
        case .object:
            let (members, others) = (left.members ?? [], right.members ?? [])
            let names = Set(members.map { Array($0.name.utf8) })
            try hold(names.count == members.count, "a name stands twice in an object")
            return try members.count == others.count
                && zip(members, others).allSatisfy { member, other in
                    guard let found = left[member.name] else { return false }
                    return try member.name.utf8.elementsEqual(other.name.utf8)
                        && found.text.utf8.elementsEqual(member.value.text.utf8) && same(member.value, other.value)
                }
        }
    }
}
