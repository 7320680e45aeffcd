// Authorization details that a request may ask for: each of a type that one API declares, and checked against it (RFC 9396 §5).

internal import JOSE
internal import OAuth
internal import Records

/// A detail that keeps the rules of its type, in canonical form.
package struct RequestedDetail: Sendable {
    /// The API that it is for.
    let api: API
    let type: DetailType
    /// The object, in canonical form.
    let value: JSONValue

    /// How it is kept when it is approved.
    var granted: GrantedDetail { GrantedDetail(api: api.identifier, value: value) }

    /// As a person is shown it.
    package var shown: ShownDetail { ShownDetail(granted, of: type) }

    /// Reads the parameter.
    ///
    /// - Parameters:
    ///   - allowed: the types that the client may ask for; empty for any.
    ///   - resources: the APIs that the request names; empty where it names none.
    ///   - usual: the API that is meant where several have a type and none is named.
    ///   - apis: all that there are.
    /// - Throws: ``OAuthRefusal`` `invalid_authorization_details`.
    static func read(
        _ text: String,
        allowed: [String],
        resources: [String],
        usual: API?,
        among apis: [API]
    ) throws(OAuthRefusal) -> [RequestedDetail] {
        var details: [RequestedDetail] = []
        for (index, object) in try SentDetails(text).objects.enumerated() {
            let place = "authorization_details[\(index)]"
            guard allowed.isEmpty || allowed.contains(where: { $0.hasBytes(of: object.type) }) else {
                throw DetailType.invalid(
                    place,
                    "is of a type that this client is not registered for; it is registered for "
                        + allowed.map { PlainText.of($0) }.joined(separator: ", "))
            }
            let (api, type) = try owner(of: object, resources, usual, among: apis, place)
            try type.check(object.value, place)
            let detail = RequestedDetail(
                api: api, type: type, value: try GrantedDetail.canonical(object.value))
            // Twice the same could be one payment or two.
            guard !details.contains(where: { $0.granted.isSame(as: detail.granted) }) else {
                throw DetailType.invalid(place, "says the same as one before it")
            }
            details.append(detail)
        }
        return details
    }

    /// The API that a detail is for, and its type there: the one that `locations` names, or the one that has such a type.
    private static func owner(
        of object: (type: String, value: JSONValue),
        _ resources: [String],
        _ usual: API?,
        among apis: [API],
        _ place: String
    ) throws(OAuthRefusal) -> (API, DetailType) {
        var owners: [(api: API, type: DetailType)] = []
        for api in apis {
            guard let type = try DetailType.list(of: api).first(where: { $0.has(object.type) }) else {
                continue
            }
            owners.append((api, type))
        }
        guard !owners.isEmpty else {
            throw DetailType.invalid(
                place, "is of a type that no API here knows: \(PlainText.of(String(object.type.prefix(64))))")
        }
        if let locations = object.value["locations"] {
            guard let one = locations.elements?.first?.string, locations.elements?.count == 1 else {
                throw DetailType.invalid(
                    "\(place).locations",
                    "must be a list with the identifier of one API; send an object for each")
            }
            owners = owners.filter { $0.api.identifier.hasBytes(of: one) }
            guard !owners.isEmpty else {
                throw DetailType.invalid(
                    "\(place).locations", "names no API that knows the type \(object.type)")
            }
        }
        if !resources.isEmpty {
            owners = owners.filter { owner in resources.contains { $0.hasBytes(of: owner.api.identifier) } }
            guard !owners.isEmpty else {
                throw DetailType.invalid(place, "is for an API that the request doesn't name as resource")
            }
        }
        if owners.count > 1, let usual {
            owners = owners.filter { $0.api.identifier.hasBytes(of: usual.identifier) }
        }
        guard owners.count == 1, let owner = owners.first else {
            throw DetailType.invalid(
                place, "is of a type that several APIs have: name one of them in locations, or as resource")
        }
        return owner
    }
}
