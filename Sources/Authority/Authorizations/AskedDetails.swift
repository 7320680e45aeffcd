// The authorization details of a request (RFC 9396): which APIs they are for, and which of them this person can allow.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

extension WantedScopes {
    /// Reads the parameter `authorization_details`; nothing where it is left out.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_authorization_details`.
    static func details(
        _ parameters: RequestParameters,
        for client: RegisteredClient,
        in db: any SQLTransaction
    ) throws -> [RequestedDetail] {
        guard let text = parameters.value("authorization_details") else { return [] }
        return try RequestedDetail.read(
            text, allowed: client.metadata.detailTypes, resources: parameters.values("resource"),
            usual: usual(for: client, in: db), among: API.all(in: db))
    }

    /// The APIs that are meant: those whose scopes are asked for, then those that only details are for.
    static func joined(
        _ apis: [(api: API, scopes: [String])],
        _ details: [RequestedDetail]
    ) -> [(api: API, scopes: [String])] {
        var joined = apis
        for detail in details
        where !joined.contains(where: { $0.api.identifier.hasBytes(of: detail.api.identifier) }) {
            joined.append((detail.api, []))
        }
        return joined
    }

    /// Whether a detail is for the API.
    func hasDetails(at api: API) -> Bool {
        details.contains { $0.api.identifier.hasBytes(of: api.identifier) }
    }

    /// The details for APIs that the person may enter at all.
    ///
    /// - Parameter items: what the person can allow.
    func details(beside items: [ConsentItem]) -> [RequestedDetail] {
        details.filter { detail in
            items.contains { $0.apiIdentifier?.hasBytes(of: detail.api.identifier) ?? false }
        }
    }
}
