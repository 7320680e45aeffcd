// A member that authorization details of a type may have (RFC 9396 §2): where it stands, what it holds, whether it is needed.

internal import JOSE
internal import OAuth

/// One member, written as `NAME=KIND`: `creditorName=string`, `instructedAmount.amount=string`, `note?=string`,
/// `actions=list(initiate|status)`.
struct DetailMember: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case string, number, boolean
        /// A list of strings.
        case list
    }

    /// The names from the object to the member.
    let path: [String]
    let kind: Kind
    let isRequired: Bool
    /// The only values that it may have; empty for any.
    let values: [String]

    /// Its names with dots between.
    var name: String { path.joined(separator: ".") }

    /// The name as it is declared.
    var declaredName: String { isRequired ? name : "\(name)?" }

    /// The kind as it is declared.
    var declaredKind: String {
        values.isEmpty ? kind.rawValue : "\(kind.rawValue)(\(values.joined(separator: "|")))"
    }

    /// The members that RFC 9396 §2.2 gives a meaning to, with their kinds.
    private static let registered: [(name: String, kind: Kind)] = [
        ("actions", .list), ("datatypes", .list), ("privileges", .list), ("identifier", .string),
    ]

    /// Reads a declaration.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_request` that names the member.
    init(_ name: String, _ kind: String) throws(OAuthRefusal) {
        let isOptional = name.utf8.last == UInt8(ascii: "?")
        let path = (isOptional ? String(name.dropLast()) : name)
            .split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard (1...4).contains(path.count), path.allSatisfy(DetailMember.isName) else {
            throw DetailMember.refusal(
                name,
                "is no member: up to four names of letters, digits, - and _ with dots between; a ? behind makes it optional"
            )
        }
        guard !["type", "locations"].contains(where: { $0.hasBytes(of: path[0]) }) else {
            throw DetailMember.refusal(name, "is there in every type: leave it out")
        }
        (self.path, isRequired) = (path, !isOptional)
        (self.kind, values) = try DetailMember.kind(kind, of: name)
        if let known = DetailMember.registered.first(where: { $0.name.hasBytes(of: path[0]) }) {
            guard path.count == 1, known.kind == self.kind else {
                throw DetailMember.refusal(name, "must be a \(known.kind.rawValue) (RFC 9396 §2.2)")
            }
        }
    }

    /// `KIND`, or `KIND(one|another)`.
    private static func kind(_ text: String, of name: String) throws(OAuthRefusal) -> (Kind, [String]) {
        let parts = text.split(separator: "(", maxSplits: 1).map(String.init)
        guard let kind = Kind.allCases.first(where: { $0.rawValue.hasBytes(of: parts.first ?? "") }) else {
            throw refusal(name, "must be one of \(Kind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard parts.count > 1 else { return (kind, []) }
        let values = parts[1].dropLast().split(separator: "|", omittingEmptySubsequences: false).map(
            String.init)
        guard parts[1].utf8.last == UInt8(ascii: ")"), kind == .string || kind == .list, values.count <= 64,
            values.allSatisfy(DetailText.canBeShown)
        else {
            throw refusal(name, "may say the values of a string or a list, as in list(read|write)")
        }
        return (kind, values)
    }

    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private static func refusal(_ name: String, _ rule: String) -> OAuthRefusal {
        OAuthRefusal(
            .invalidRequest,
            "the member \(PlainText.of(String(name.prefix(64)))) of authorization details \(rule)")
    }
}
