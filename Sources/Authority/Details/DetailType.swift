// A type of authorization details that an API declares (RFC 9396 §2.1): its identifier, its sentence, and its members.

package import JOSE
package import OAuth
package import Records

/// A type as an API declares it. What a request says beyond it is refused, so all that is approved was shown.
package struct DetailType: Sendable {
    /// Types of one API.
    static let most = 32
    /// The identifier, compared byte by byte.
    package let type: String
    let sentence: DetailSentence
    let members: [DetailMember]

    /// What consent says, with members in braces.
    package var sentenceText: String { sentence.text }
    /// The members as they are declared: names and kinds.
    package var declaredMembers: [(name: String, kind: String)] {
        members.map { ($0.declaredName, $0.declaredKind) }
    }

    /// A type as it is declared.
    ///
    /// - Parameter members: names and kinds, as `("note?", "string")`.
    /// - Throws: ``OAuthRefusal`` `invalid_request` that names what is wrong.
    package init(
        type: String,
        sentence: String,
        members: [(name: String, kind: String)]
    ) throws(OAuthRefusal) {
        guard DetailType.isIdentifier(type) else {
            throw OAuthRefusal(
                .invalidRequest,
                "a type of authorization details has 1 to 128 characters of printable ASCII without space, \" and \\"
            )
        }
        self.type = type
        self.sentence = try DetailSentence(sentence)
        var read: [DetailMember] = []
        for (name, kind) in members { read.append(try DetailMember(name, kind)) }
        self.members = read
        guard members.count <= 32 else {
            throw DetailType.refusal(type, "has at most 32 members")
        }
        for (index, member) in read.enumerated() {
            for other in read[..<index]
            where member.path.starts(with: other.path) || other.path.starts(with: member.path) {
                throw DetailType.refusal(
                    type, "declares \(member.name) twice, or once as a part of \(other.name)")
            }
        }
        for name in self.sentence.members {
            guard let member = read.first(where: { $0.name.hasBytes(of: name) }) else {
                throw DetailType.refusal(type, "has no member {\(name)}, which its sentence names")
            }
            guard member.isRequired, member.kind != .boolean else {
                throw DetailType.refusal(
                    type, "names {\(name)} in its sentence, so it must be required, and no boolean")
            }
        }
    }

    /// Reads a type: an object of `type`, `sentence` and `members`.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_request`.
    package init(_ object: JSONValue) throws(OAuthRefusal) {
        guard let type = object["type"]?.string, let sentence = object["sentence"]?.string else {
            throw OAuthRefusal(
                .invalidRequest, "authorization details are declared by an object with a type and a sentence")
        }
        let known = ["type", "sentence", "members"]
        for (name, _) in object.members ?? [] where !known.contains(where: { $0.hasBytes(of: name) }) {
            throw DetailType.refusal(type, "may have type, sentence and members, and nothing else")
        }
        var members: [(name: String, kind: String)] = []
        if let value = object["members"], !value.isNull {
            guard let said = value.members, said.allSatisfy({ $0.value.kind == .string }) else {
                throw DetailType.refusal(type, "has members that are no object of kinds by name")
            }
            members = said.map { ($0.name, $0.value.string ?? "") }
        }
        try self.init(type: type, sentence: sentence, members: members)
    }

    /// Writes what ``init(_:)`` reads.
    package func write(to json: inout JSONWriter) {
        json.member("type", type)
        json.member("sentence", sentence.text)
        json.object("members") { json in
            for (name, kind) in declaredMembers { json.member(name, kind) }
        }
    }

    /// Whether a text can name a type.
    static func isIdentifier(_ text: String) -> Bool { Scope(text) != nil }

    /// The types of an API, as its row keeps them.
    ///
    /// - Throws: ``OAuthRefusal`` for a row that no version of this program wrote.
    package static func list(of api: API) throws(OAuthRefusal) -> [DetailType] {
        let root: JSONValue
        do {
            root = try JSONDocument(parsing: Array(api.detailTypes.utf8)).root
        } catch {
            throw OAuthRefusal(
                .invalidRequest, "the types of \(api.identifier) can't be read: \(error.sentence)")
        }
        var types: [DetailType] = []
        for element in root.elements ?? [] { types.append(try DetailType(element)) }
        return types
    }

    /// Types as the row of an API keeps them.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_request` for too many, or one twice.
    static func text(_ types: [DetailType]) throws(OAuthRefusal) -> String {
        guard types.count <= most else {
            throw OAuthRefusal(.invalidRequest, "an API has at most \(most) types of authorization details")
        }
        for (index, type) in types.enumerated() where types[..<index].contains(where: { $0.has(type.type) }) {
            throw refusal(type.type, "is declared twice")
        }
        let parts = types.map { type in JSONWriter.object { type.write(to: &$0) } }
        return String(
            decoding: Array("[".utf8) + parts.joined(separator: ",".utf8) + Array("]".utf8), as: UTF8.self)
    }

    /// Whether it has that identifier.
    func has(_ identifier: String) -> Bool { type.hasBytes(of: identifier) }

    private static func refusal(_ type: String, _ rule: String) -> OAuthRefusal {
        OAuthRefusal(
            .invalidRequest,
            "the type \(PlainText.of(String(type.prefix(128)))) of authorization details \(rule)")
    }
}
