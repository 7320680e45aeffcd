// The parameter authorization_details (RFC 9396 §2) as it was sent: a bounded, strict array of objects with a type.

internal import JOSE
internal import OAuth

/// Objects as they were sent, of which nothing is known yet but that they have a type.
struct SentDetails: Sendable {
    /// Objects of one request: more than a person reads.
    static let most = 10
    /// Bytes of the parameter.
    static let longest = 4_096

    let objects: [(type: String, value: JSONValue)]

    /// Reads the parameter.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_authorization_details`.
    init(_ text: String) throws(OAuthRefusal) {
        guard text.utf8.count <= SentDetails.longest else {
            throw SentDetails.refusal("have at most \(SentDetails.longest) bytes here")
        }
        let root: JSONValue
        do {
            root = try JSONDocument(
                parsing: Array(text.utf8), limits: JSONLimits(length: SentDetails.longest, depth: 8)
            ).root
        } catch {
            throw SentDetails.refusal("are no JSON array: \(error.sentence)")
        }
        guard let elements = root.elements, (1...SentDetails.most).contains(elements.count) else {
            throw SentDetails.refusal("must be a JSON array of 1 to \(SentDetails.most) objects")
        }
        var objects: [(type: String, value: JSONValue)] = []
        for (index, element) in elements.enumerated() {
            guard element.kind == .object, let type = element["type"]?.string else {
                throw OAuthRefusal(
                    .invalidAuthorizationDetails,
                    "authorization_details[\(index)] must be an object with a string type")
            }
            objects.append((type, element))
        }
        self.objects = objects
    }

    private static func refusal(_ rule: String) -> OAuthRefusal {
        OAuthRefusal(.invalidAuthorizationDetails, "authorization_details \(rule)")
    }
}
