// The metadata of an authorization server, found at its well-known places (RFC 8414 §3, OpenID Connect Discovery §4).

internal import Fetching
internal import JOSE
internal import OAuth

/// A metadata document that names the issuer it was fetched for.
struct ServerDocument: Sendable {
    let issuer: Issuer
    /// Where it was found.
    let url: String
    let object: JSONValue

    func text(_ name: String) -> String? { object[name]?.string }

    /// The strings of a list; `nil` where there is none.
    func words(_ name: String) -> [String]? { object[name]?.elements?.compactMap(\.string) }

    func flag(_ name: String) -> Bool { object[name]?.bool ?? false }

    /// The URL of an endpoint.
    ///
    /// - Throws: ``Failure`` where the server has none, or one at a place that it may not name.
    func endpoint(_ name: String) throws(Failure) -> String {
        guard let url = text(name) else {
            throw Failure(
                .general, "\(issuer) has no \(name); it is not offered there (tessera discover \(issuer))")
        }
        guard issuer.mayName(url.prefixBeforeQuery) else {
            throw Failure(.general, "\(issuer) names a \(name) that is not https: \(url.excerptForTerminal)")
        }
        return url
    }

    static func issuer(_ text: String) throws(Failure) -> Issuer {
        do {
            return try Issuer(text)
        } catch {
            throw Failure(.usage, error.sentence)
        }
    }
}

/// What one well-known place answered.
struct MetadataTry: Sendable {
    let url: String
    let found: Found

    enum Found: Sendable {
        case document(ServerDocument)
        /// A document of another issuer, which it names.
        case other(String)
        case status(Int)
        case unreadable(String)
        case fault(FetchFault)
    }

    /// What came, in a few words.
    var says: String {
        switch found {
        case .document: "found"
        case .other(let name): "names the issuer \(name.isEmpty ? "none" : name.excerptForTerminal)"
        case .status(let status): "status \(status)"
        case .unreadable(let why): "no JSON: \(why)"
        case .fault(let fault): fault.sentence
        }
    }

    static func all(of issuer: Issuer, by wire: Wire) async -> [MetadataTry] {
        var tries: [MetadataTry] = []
        for url in issuer.metadataURLs { tries.append(await MetadataTry(url, of: issuer, by: wire)) }
        return tries
    }

    init(_ url: String, of issuer: Issuer, by wire: Wire) async {
        self.url = url
        do {
            let answer = try await wire.get(url)
            guard answer.status == 200 else {
                found = .status(answer.status)
                return
            }
            let object = try answer.object()
            let named = object["issuer"]?.string ?? ""
            found =
                named.hasBytes(of: issuer.value)
                ? .document(ServerDocument(issuer: issuer, url: url, object: object)) : .other(named)
        } catch let fault as FetchFault {
            found = .fault(fault)
        } catch let fault as JSONFault {
            found = .unreadable(fault.sentence)
        } catch {
            found = .unreadable("\(error)")
        }
    }

    var document: ServerDocument? { if case .document(let document) = found { document } else { nil } }
}

extension ServerDocument {
    /// The metadata of an issuer, at the first place that has it.
    ///
    /// - Throws: ``Failure`` that says what each place answered.
    static func find(_ issuer: Issuer, by wire: Wire) async throws(Failure) -> ServerDocument {
        var tries: [MetadataTry] = []
        for url in issuer.metadataURLs {
            let attempt = await MetadataTry(url, of: issuer, by: wire)
            if let document = attempt.document { return document }
            tries.append(attempt)
        }
        let faults = tries.filter { if case .fault = $0.found { true } else { false } }
        guard faults.count < tries.count else {
            throw Failure(.unreachable, faults.first?.says ?? "\(issuer) can't be reached")
        }
        let told = tries.map { "\($0.url): \($0.says)" }.joined(separator: "; ")
        throw Failure(
            .notFound,
            "\(issuer) has no metadata that names it, byte for byte, as the issuer (\(told)); is the URL right?"
        )
    }
}

extension String {
    /// A URL without its query.
    var prefixBeforeQuery: String { String(prefix { $0 != "?" }) }

    /// The beginning of what a stranger wrote.
    var excerptForTerminal: String { String(escapedForTerminal.prefix(200)) }
}
