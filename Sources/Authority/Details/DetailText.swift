// Texts in authorization details: what a person can be shown of one, and the one way in which the same object is written.

internal import JOSE

enum DetailText {
    /// Characters of one string.
    static let longest = 200

    /// Whether a text shows all of itself: bounded, not empty or blank, and without control and format characters, which
    /// could turn a line around or hide what follows.
    static func canBeShown(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        return (1...longest).contains(scalars.count)
            && scalars.allSatisfy { ShownName.isPrintable($0.properties.generalCategory) }
            && !scalars.allSatisfy(\.properties.isWhitespace)
    }

    /// The canonical form of a value: members in the order of their bytes, no space, strings with no escape that is not
    /// needed. Two objects that say the same are the same bytes in it; numbers and lists stay as they were written.
    ///
    /// - Parameter left: members of the outermost object that are left out.
    static func canonical(_ value: JSONValue, without left: [String] = []) -> [UInt8] {
        switch value.kind {
        case .object:
            let members = (value.members ?? []).filter { member in
                !left.contains { $0.hasBytes(of: member.name) }
            }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            let parts = members.map { JSONWriter.string($0.name) + Array(":".utf8) + canonical($0.value) }
            return Array("{".utf8) + parts.joined(separator: ",".utf8) + Array("}".utf8)
        case .array:
            let parts = (value.elements ?? []).map { canonical($0) }
            return Array("[".utf8) + parts.joined(separator: ",".utf8) + Array("]".utf8)
        case .string: return JSONWriter.string(value.string ?? "")
        case .null, .bool, .number: return Array(value.text.utf8)
        }
    }
}
