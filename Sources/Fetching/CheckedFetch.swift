// Fetching from a host that someone else named: every address of it is checked, and only a checked one is connected to.

internal import AsyncHTTPClient
internal import OAuth

extension HTTPFetch {
    /// Gets a document from a host that someone else named.
    ///
    /// - Throws: ``FetchFault/addressNotAllowed(url:why:)`` where any of the host's addresses is not public: whoever has
    ///   mixed them means no good.
    public func getChecked(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
        try await askChecked(url, accept: accept)
    }

    /// Posts a message to a host that someone else named.
    ///
    /// - Throws: as ``getChecked(_:accept:)``.
    public func postChecked(
        _ message: PostedMessage,
        to url: String,
        accept: String
    ) async throws(FetchFault) -> FetchedDocument {
        try await askChecked(url, accept: accept, sending: message)
    }

    /// - Parameters:
    ///   - message: what is posted; `nil` to get a document.
    ///   - resolve: the addresses of a host.
    package func askChecked(
        _ url: String,
        accept: String,
        sending message: PostedMessage? = nil,
        resolve: @escaping @Sendable (String) async -> [IPAddress] = ResolveHost.addresses
    ) async throws(FetchFault) -> FetchedDocument {
        guard HTTPFetch.isAllowed(url), let host = HTTPFetch.host(of: url) else {
            throw .notAllowed(url: url)
        }
        return try await bounded(url) {
            // Resolving takes its time as well.
            let literal = IPAddress(host)
            let addresses = if let literal { [literal] } else { await resolve(host) }
            for address in addresses {
                guard let reason = AddressGuard.reason(against: address) else { continue }
                return .failure(.addressNotAllowed(url: url, why: reason))
            }
            guard let address = addresses.first else {
                return .failure(.unreachable(url: url, why: "there is no such host"))
            }
            return await ask(
                HTTPFetch.request(url, accept: accept, sending: message), at: url, of: host, address: address)
        }
    }

    /// Asks a host at one address, which is not looked up a second time: the answer could be another then. The
    /// certificate has to be the host's nevertheless.
    func ask(
        _ request: HTTPClientRequest,
        at url: String,
        of host: String,
        address: IPAddress
    ) async -> Result<FetchedDocument, FetchFault> {
        var settings = HTTPFetch.settings
        settings.dnsOverride = [host: address.description]
        let client = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: settings)
        let result = await ask(request, at: url, by: client)
        do {
            try await client.shutdown()
        } catch {
            return .failure(.unreachable(url: url, why: String(describing: error)))
        }
        return result
    }

    /// The host of a URL, as the client will look it up; `nil` unless it stands there in lower case, so that there is one
    /// way to write it.
    private static func host(of url: String) -> String? {
        do {
            let host = try Issuer(String(url.prefix { $0 != "?" })).host
            let isPlain = host.utf8.allSatisfy { !(0x41...0x5A).contains($0) && $0 != UInt8(ascii: "%") }
            guard isPlain else { return nil }
            return host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        } catch {
            return nil
        }
    }
}
