// What an API says of itself (RFC 9728), found by its challenge or at its well-known place.

internal import Fetching
internal import JOSE
internal import OAuth

/// The metadata of a protected resource, as it was fetched.
struct ResourceDocument: Sendable {
    /// Where it was found.
    let url: String
    let object: JSONValue

    var resource: String? { object["resource"]?.string }
    var issuers: [String] { object["authorization_servers"]?.elements?.compactMap(\.string) ?? [] }
    var scopes: [String] { object["scopes_supported"]?.elements?.compactMap(\.string) ?? [] }

    /// How the identifier of a resource fits the URL that was asked.
    enum Fit: Sendable { case same, above, other }

    /// How the document fits the URL that was asked (RFC 9728 §3.3). That of a URL above it counts only where it stands at that
    /// URL's own place: who answers for a part of a site must not speak for the whole.
    func fit(to asked: String) -> Fit {
        let told = resource ?? ""
        let fit = ResourceDocument.fit(told, to: asked)
        guard fit == .above else { return fit }
        let place = ProtectedResourceMetadata.places(of: told).first
        return place?.hasBytes(of: url) ?? false ? .above : .other
    }

    /// Whether a resource is this URL, or one above it on the same origin.
    private static func fit(_ resource: String, to url: String) -> Fit {
        if resource.hasBytes(of: url) { return .same }
        do {
            let (above, asked) = try (TargetURI(resource), TargetURI(url))
            if above == asked, !resource.contains("?"), !url.contains("?") { return .same }
            let path = above.value.hasSuffix("/") ? above.value : above.value + "/"
            return above == asked || asked.value.utf8.starts(with: path.utf8) ? .above : .other
        } catch {
            return .other
        }
    }

    /// Fetches a document.
    ///
    /// - Throws: ``Failure`` that says what came instead.
    static func fetch(_ url: String, by wire: Wire) async throws(Failure) -> ResourceDocument {
        do {
            let answer = try await wire.get(url)
            guard answer.status == 200 else {
                throw Failure(.notFound, "\(url.excerptForTerminal) answered with status \(answer.status)")
            }
            return ResourceDocument(url: url, object: try answer.object())
        } catch let failure as Failure {
            throw failure
        } catch let fault as JSONFault {
            throw Failure(.general, "\(url.excerptForTerminal) is no JSON object: \(fault.sentence)")
        } catch {
            throw Failure(error)
        }
    }
}
