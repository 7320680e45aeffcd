// Which authorization details a token request means, of those that were approved (RFC 9396 §6): all for its API, or fewer.

internal import JOSE
internal import OAuth
internal import Records

struct WantedDetails: Sendable {
    /// What was approved.
    private let approved: [GrantedDetail]
    /// What the request names; `nil` for all.
    private let sent: SentDetails?
    /// The API that is meant by naming details for it; `nil` where none are named.
    let api: String?

    /// - Parameter text: the parameter `authorization_details`; `nil` where it is left out.
    /// - Throws: ``OAuthRefusal`` `invalid_authorization_details` for one that was not approved.
    init(_ text: String?, of terms: AuthorizationTerms) throws(OAuthRefusal) {
        approved = terms.details
        sent = try text.map { text throws(OAuthRefusal) in try SentDetails(text) }
        let (first, approved) = (sent?.objects.first, approved)
        api = first.flatMap { first in approved.first { $0.says(first.value) }?.api }
        guard first == nil || api != nil else { throw WantedDetails.wider(0) }
    }

    /// The details of a token for an API: those that it still declares the type of.
    ///
    /// - Parameter api: `nil` for a token that is for no API, which carries none.
    /// - Throws: ``OAuthRefusal`` `invalid_authorization_details`.
    func chosen(at api: API?) throws(OAuthRefusal) -> [JSONValue] {
        guard !approved.isEmpty, let api else { return [] }
        let types = try DetailType.list(of: api)
        let living = approved.filter { detail in
            detail.api.hasBytes(of: api.identifier)
                && types.contains { $0.has(detail.type) }
        }
        guard let sent else { return living.map(\.value) }
        var chosen: [GrantedDetail] = []
        for (index, object) in sent.objects.enumerated() {
            guard let detail = living.first(where: { $0.says(object.value) }) else {
                throw WantedDetails.wider(index)
            }
            // Naming one twice is naming it.
            if !chosen.contains(where: { $0.isSame(as: detail) }) { chosen.append(detail) }
        }
        return chosen.map(\.value)
    }

    private static func wider(_ index: Int) -> OAuthRefusal {
        OAuthRefusal(
            .invalidAuthorizationDetails,
            "authorization_details[\(index)] is none of those that were approved for this API; name some of them as they stand, or leave the parameter out"
        )
    }
}
