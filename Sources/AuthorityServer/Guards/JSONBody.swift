// The body of a request to the issuer's own API: strict JSON or nothing.

internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import OAuth

/// A JSON object with known members only.
struct JSONBody {
    /// The object; `nil` for no body.
    let object: JSONValue?

    static let limit = 65_536

    /// Reads the body.
    ///
    /// - Parameters:
    ///   - members: what the object may hold. An unknown member is refused: a misspelt `scopes` would otherwise
    ///     give a token with every scope there is. `nil` for a body of which each reader takes what it knows.
    ///   - limit: the most bytes of the body.
    /// - Throws: ``OAuthRefusal``.
    init(of request: Request, members: [String]?, limit: Int = JSONBody.limit) async throws {
        if let query = request.uri.query, !query.isEmpty {
            throw OAuthRefusal(.invalidRequest, "this endpoint takes no query; send a JSON body")
        }
        var request = request
        let bytes = Array(try await request.wholeBody(upTo: limit).readableBytesView)
        guard !bytes.isEmpty else {
            object = nil
            return
        }
        let types = request.headers[values: .contentType]
        guard types.count == 1, MediaType(types[0]).isSame("application/json") else {
            throw OAuthRefusal(
                .unsupportedMediaType,
                "the body must be JSON, sent as Content-Type: application/json"
            )
        }
        do {
            object = try JSONDocument.object(
                parsing: bytes, limits: JSONLimits(length: limit, depth: 8))
        } catch {
            throw OAuthRefusal(.invalidRequest, "the body is not a strict JSON object: \(error.sentence)")
        }
        if let members { try JSONBody.checkMembers(of: object, members) }
    }

    private static func checkMembers(of object: JSONValue?, _ members: [String]) throws(OAuthRefusal) {
        for (name, _) in object?.members ?? []
        where !members.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
            throw OAuthRefusal(
                .invalidRequest,
                "the body has the unknown member \(JSONBody.cut(name)); it may have: "
                    + "\(members.joined(separator: ", "))"
            )
        }
    }

    func string(_ name: String) throws(OAuthRefusal) -> String? {
        guard let value = present(name) else { return nil }
        guard let text = value.string else { throw JSONBody.wrong(name, "a string") }
        return text
    }

    func integer(_ name: String) throws(OAuthRefusal) -> Int? {
        guard let value = present(name) else { return nil }
        guard let number = value.integer else { throw JSONBody.wrong(name, "a whole number") }
        return number
    }

    func boolean(_ name: String) throws(OAuthRefusal) -> Bool? {
        guard let value = present(name) else { return nil }
        guard let flag = value.bool else { throw JSONBody.wrong(name, "true or false") }
        return flag
    }

    /// Seconds since 1970, from a number or a time as RFC 3339 has it.
    func moment(_ name: String) throws(OAuthRefusal) -> Int? {
        guard let value = present(name) else { return nil }
        guard let seconds = value.integer ?? value.string.flatMap(Timestamp.seconds) else {
            throw JSONBody.wrong(name, "a time as 2026-12-01T09:30:00Z, or seconds since 1970")
        }
        return seconds
    }

    func strings(_ name: String) throws(OAuthRefusal) -> [String]? {
        guard let value = present(name) else { return nil }
        let texts = value.elements?.compactMap(\.string)
        guard let texts, texts.count == value.elements?.count else {
            throw JSONBody.wrong(name, "an array of strings")
        }
        return texts
    }

    /// An array of objects that hold these members and no others.
    func objects(_ name: String, members: [String]) throws(OAuthRefusal) -> [JSONValue]? {
        guard let value = present(name) else { return nil }
        guard let elements = value.elements, elements.allSatisfy({ $0.kind == .object }) else {
            throw JSONBody.wrong(name, "an array of objects")
        }
        for element in elements { try JSONBody.checkMembers(of: element, members) }
        return elements
    }

    func required(_ name: String) throws(OAuthRefusal) -> String {
        guard let text = try string(name) else {
            throw OAuthRefusal(.invalidRequest, "the body lacks the member \(name), a string")
        }
        return text
    }

    /// `null` means the same as leaving the member out.
    private func present(_ name: String) -> JSONValue? {
        guard let value = object?[name], !value.isNull else { return nil }
        return value
    }

    private static func wrong(_ name: String, _ expected: String) -> OAuthRefusal {
        OAuthRefusal(.invalidRequest, "the member \(name) must be \(expected)")
    }

    private static func cut(_ name: String) -> String {
        String(decoding: name.utf8.prefix(64), as: UTF8.self)
    }
}
