// One challenge of a WWW-Authenticate header: what is wanted, and what was wrong (RFC 6750 §3, RFC 9449 §7.1).

internal import OAuth

/// A challenge of the scheme `Bearer` or `DPoP`.
struct Challenge: Sendable {
    enum Scheme: String, Sendable {
        case bearer = "Bearer"
        case dpop = "DPoP"
    }

    var scheme: Scheme = .bearer
    var realm: String
    /// Where the metadata of this API is (RFC 9728 §5.1).
    var resourceMetadata: String?
    /// What was wrong; absent when no token came (RFC 6750 §3.1).
    var error: String?
    var description: String?
    var scope: String?
    /// Seconds since the sign-in (RFC 9470 §3).
    var maximumAge: Int?
    /// Classes of authentication, any of which will do (RFC 9470 §3).
    var acr: [String] = []
    /// The algorithms that may sign a proof (RFC 9449 §7.1).
    var algorithms: [String] = []

    /// The field's value.
    var text: String {
        let parameters: [(String, String?)] = [
            ("realm", realm), ("algs", Challenge.list(algorithms)), ("resource_metadata", resourceMetadata),
            ("error", error), ("error_description", description), ("max_age", maximumAge.map(String.init)),
            ("acr_values", Challenge.list(acr)), ("scope", scope),
        ]
        let parts = parameters.compactMap { name, value in value.map { "\(name)=\(PlainText.quoted($0))" } }
        return "\(scheme.rawValue) " + parts.joined(separator: ", ")
    }

    private static func list(_ words: [String]) -> String? {
        words.isEmpty ? nil : words.joined(separator: " ")
    }
}
