// Finding out where an issuer's keys are (RFC 8414 §3, OpenID Connect Discovery §4).

internal import OAuth

/// Asks an issuer for its metadata.
struct IssuerDiscovery: Sendable {
    let issuer: Issuer
    let fetch: any Fetch

    /// The metadata from the first of the well-known places that has it.
    func metadata() async throws(ReadingFault) -> AuthorizationServerMetadata {
        var reasons: [String] = []
        for url in issuer.metadataURLs {
            let document: FetchedDocument
            do {
                document = try await fetch.get(url, accept: "application/json")
            } catch {
                // A host that does not answer is not asked for its other paths: callers are waiting.
                throw ReadingFault(reason: error.sentence)
            }
            guard document.status == 200 else {
                reasons.append("\(url) answered \(document.status)")
                continue
            }
            do {
                return try AuthorizationServerMetadata(parsing: document.body, for: issuer)
            } catch {
                reasons.append(error.sentence)
            }
        }
        throw ReadingFault(reason: reasons.joined(separator: "; "))
    }
}
