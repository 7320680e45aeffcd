// The parameter "claims" (OpenID Connect Core §5.5): single claims that a client asks for, by where it wants them.

internal import JOSE
internal import OAuth

/// Claims that are asked for one by one.
struct ClaimsRequest: Sendable {
    let value: JSONValue

    /// - Throws: ``OAuthRefusal`` `invalid_request` for what is no JSON object of objects.
    init(parsing text: String) throws(OAuthRefusal) {
        do {
            value = try JSONDocument.object(
                parsing: Array(text.utf8), limits: JSONLimits(length: 8_192, depth: 8))
        } catch {
            throw OAuthRefusal(.invalidRequest, "claims is not a JSON object: \(error.sentence)")
        }
        for member in ["id_token", "userinfo"] {
            guard let part = value[member], !part.isNull else { continue }
            guard part.kind == .object,
                (part.members ?? []).allSatisfy({ $0.value.isNull || $0.value.kind == .object })
            else {
                throw OAuthRefusal(
                    .invalidRequest, "the member \(member) of claims must be an object of objects or nulls")
            }
        }
    }

    /// The names of standard claims that are asked for in one place.
    private func names(_ place: String) -> [String] {
        let names = (value[place]?.members ?? []).map(\.name)
        return OpenIDScope.allCases.flatMap(\.claims).filter { known in
            names.contains { $0.hasBytes(of: known) }
        }
    }

    var inIDToken: [String] { names("id_token") }
    var inUserinfo: [String] { names("userinfo") }

    /// The one subject that it must be.
    var subject: String? { value["id_token"]?["sub"]?["value"]?.string }

    /// The classes of authentication one of which it must be; `nil` where it need not be any.
    var essentialClasses: [String]? {
        guard let acr = value["id_token"]?["acr"], acr["essential"]?.bool ?? false else { return nil }
        if let one = acr["value"]?.string { return [one] }
        return acr["values"]?.elements?.compactMap(\.string)
    }
}
