// The public keys of clients: those that they are registered with, and those that they publish at an address.

package import Fetching
package import JOSE
internal import OAuth

/// Finds the key of a client by which something is checked that it signed. Whoever checks such a thing asks here.
///
/// A set that was fetched is kept for a while. No fetch happens inside a transaction: ask before one begins.
package actor ClientKeys {
    private let fetch: any Fetch
    private var kept: [String: KeptKeys] = [:]
    private var fetching: [String: Task<[UInt8]?, Never>] = [:]

    /// A set of a client, and when it was asked for last.
    private struct KeptKeys {
        var url: String
        /// The set as it came; `nil` where the last fetch brought none.
        var bytes: [UInt8]?
        var fetchedAt: Int
        var expiresAt: Int
    }

    /// Bytes of a set.
    static let longest = 65_536
    /// Keys in a set, and sets that are kept.
    private static let (mostKeys, mostSets) = (32, 1_000)
    /// Seconds for which a set is kept: what its answer says, within these.
    private static let (shortestLife, usualLife, longestLife) = (60, 600, 3_600)
    /// Seconds between two fetches for a key that is not in the set: keys that do not exist cost a client's server nothing.
    private static let pause = 60
    /// Seconds after a fetch that brought nothing.
    private static let pauseAfterFailure = 10

    package init(fetch: any Fetch) { self.fetch = fetch }

    /// The key of a client.
    ///
    /// - Parameters:
    ///   - keyID: as the header names it; without one, the set must have a single key of the algorithm.
    ///   - algorithm: of the signature, which the caller has checked to be an allowed one.
    /// - Throws: ``OAuthRefusal`` `invalid_client` where there is none; why is in its detail alone.
    package func key(
        for client: RegisteredClient,
        keyID: String?,
        algorithm: SignatureAlgorithm,
        at now: Int
    ) async throws -> VerificationKey {
        try await find(of: client, at: now) { set throws(OAuthRefusal) in
            try ClientKeys.key(keyID, algorithm, in: set)
        }
    }

    /// What is looked for in the keys of a client, as it stands in a set of RFC 7517.
    ///
    /// - Parameter look: asked once more, with a newer set, when it finds nothing in one that is kept.
    /// - Throws: ``OAuthRefusal`` `invalid_client` where it is not found; why is in its detail alone.
    func find<T: Sendable>(
        of client: RegisteredClient,
        at now: Int,
        _ look: @Sendable (_ set: [UInt8]) throws(OAuthRefusal) -> T
    ) async throws -> T {
        if let keys = client.metadata.keys { return try look(Array(keys.text.utf8)) }
        guard let url = client.metadata.keysURL else { throw OAuthRefusal.unproven("the client has no keys") }
        if let kept = kept[client.id], kept.url.hasBytes(of: url) {
            let age = now - kept.fetchedAt
            if let bytes = kept.bytes, now < kept.expiresAt {
                do {
                    return try look(bytes)
                } catch {
                    guard age >= ClientKeys.pause else { throw error }
                }
            } else if kept.bytes == nil {
                guard age >= ClientKeys.pauseAfterFailure else {
                    throw OAuthRefusal.unproven("jwks_uri brought no keys a moment ago")
                }
            }
        }
        guard let bytes = await fetched(url, of: client, at: now) else {
            throw OAuthRefusal.unproven("jwks_uri brings no keys")
        }
        return try look(bytes)
    }

    /// Fetches a set. Whoever comes meanwhile waits for the same fetch.
    private func fetched(_ url: String, of client: RegisteredClient, at now: Int) async -> [UInt8]? {
        let place = "\(client.id) \(url)"
        if let task = fetching[place] { return await task.value }
        let (fetch, isTrusted) = (fetch, client.isVouchedFor)
        // Until it is answered, nobody asks again for the same reason.
        let task = Task { () -> [UInt8]? in
            let found = await ClientKeys.get(url, with: fetch, isTrusted: isTrusted)
            keep(found, url, of: client.id, at: now)
            return found?.bytes
        }
        fetching[place] = task
        let bytes = await task.value
        fetching[place] = nil
        return bytes
    }

    private func keep(_ found: (bytes: [UInt8], life: Int)?, _ url: String, of client: String, at now: Int) {
        if kept.count >= ClientKeys.mostSets, kept[client] == nil {
            kept = kept.filter { now < $0.value.expiresAt }
            if kept.count >= ClientKeys.mostSets,
                let oldest = kept.min(by: { $0.value.fetchedAt < $1.value.fetchedAt })
            {
                kept[oldest.key] = nil
            }
        }
        // A server that fails for a moment does not take away keys that are good still.
        if found == nil, let last = kept[client], last.url.hasBytes(of: url), last.bytes != nil,
            now < last.expiresAt
        {
            kept[client]?.fetchedAt = now
            return
        }
        kept[client] = KeptKeys(
            url: url, bytes: found?.bytes, fetchedAt: now,
            expiresAt: now + (found?.life ?? ClientKeys.pauseAfterFailure))
    }

    /// An administrator may name a server of their own network; what a client says of itself may lead nowhere but outside.
    private static func get(_ url: String, with fetch: any Fetch, isTrusted: Bool) async -> (
        bytes: [UInt8], life: Int
    )? {
        do {
            let accept = "application/jwk-set+json, application/json"
            let document =
                isTrusted
                ? try await fetch.get(url, accept: accept) : try await fetch.getChecked(url, accept: accept)
            guard document.status == 200, document.body.count <= longest else { return nil }
            // Read once, so that what is no set is not kept.
            _ = try JWKSet(parsing: document.body, algorithms: [])
            return (document.body, min(max(document.maxAge ?? usualLife, shortestLife), longestLife))
        } catch {
            return nil
        }
    }

    /// A key that names no algorithm is of the one that is asked for, if it can be.
    private static func key(_ keyID: String?, _ algorithm: SignatureAlgorithm, in set: [UInt8])
        throws(OAuthRefusal)
        -> VerificationKey
    {
        let found: JWKSet
        do {
            found = try JWKSet(parsing: set, algorithms: [algorithm])
        } catch {
            throw OAuthRefusal.unproven("the client's keys can't be read: \(error.sentence)")
        }
        guard found.keys.count + found.skipped.count <= mostKeys else {
            throw OAuthRefusal.unproven("the client has more than \(mostKeys) keys")
        }
        guard let key = found.key(id: keyID) else {
            throw OAuthRefusal.unproven("the client has no such key for \(algorithm.name)")
        }
        return key
    }
}
