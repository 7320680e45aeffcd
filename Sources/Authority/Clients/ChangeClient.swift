// Changing what a client is registered with, one thing at a time, by the rules that also hold for a whole declaration.

internal import JOSE
package import OAuth
package import Records
internal import SQL

extension Clients {
    /// One client with its rights and its secrets.
    ///
    /// - Throws: ``OAuthRefusal`` `not_found`.
    package func listed(_ id: String, at now: Int) async throws -> ListedClient {
        try await database.read { db in try ListedClient(Clients.find(id, in: db), at: now, in: db) }
    }

    /// Changes the metadata of a client. What is so already is no mistake.
    ///
    /// - Parameter change: may run twice.
    /// - Returns: the client as it is then.
    /// - Throws: ``OAuthRefusal`` `not_found`, what ``ClientRules`` throw, or `invalid_target` for a default API that there
    ///   is not.
    @discardableResult
    package func change(
        _ id: String,
        at now: Int,
        _ change: @escaping @Sendable (inout ClientMetadata) throws -> Void
    ) async throws -> Client {
        let client = try await database.write { db in
            let client = try Clients.find(id, in: db)
            guard client.origin != .document else {
                throw OAuthRefusal(
                    .invalidRequest,
                    "the client says itself what it is, in the document at \(client.id); it is changed there")
            }
            var metadata = try ClientMetadata(parsing: client.metadata)
            try change(&metadata)
            try ClientRules.check(metadata)
            if let api = metadata.defaultAPI { _ = try APIs.find(api, with: [], in: db) }
            let name = try ShownName.checked(metadata.name ?? client.name, of: "a client's")
            _ = try Client.update(id: client.id, name: name, metadata: metadata.text, in: db)
            let changed = try Clients.find(id, in: db)
            if try !RegisteredClient(changed).authentication.isSecret {
                try Clients.expireSecrets(of: changed.id, at: now, in: db)
            }
            return changed
        }
        await feed?.wake()
        return client
    }

    /// Adds a redirect URI, or finds it there.
    ///
    /// - Throws: as ``change(_:at:_:)``; `invalid_redirect_uri` for one that no client may have.
    package func addRedirect(_ uri: String, to id: String, at now: Int) async throws -> Client {
        try await change(id, at: now) { metadata in
            guard !metadata.redirectURIs.contains(where: { $0.hasBytes(of: uri) }) else { return }
            metadata.redirectURIs.append(uri)
        }
    }

    /// Takes a redirect URI away.
    ///
    /// - Throws: as ``change(_:at:_:)``; `not_found` where the client has none of these bytes.
    package func removeRedirect(_ uri: String, from id: String, at now: Int) async throws -> Client {
        try await change(id, at: now) { metadata in
            guard metadata.redirectURIs.contains(where: { $0.hasBytes(of: uri) }) else {
                throw OAuthRefusal(
                    .notFound,
                    "the client has no such redirect URI; it has: \(metadata.redirectURIs.joined(separator: " "))"
                )
            }
            metadata.redirectURIs.removeAll { $0.hasBytes(of: uri) }
        }
    }

    /// Lets a client ask again that was shut out. What was taken back then stays so.
    ///
    /// - Throws: ``OAuthRefusal`` `not_found`.
    package func enable(_ id: String) async throws {
        try await database.write { db in try Client.enable(id: Clients.find(id, in: db).id, in: db) }
        await feed?.wake()
    }

    /// Takes scopes of an API away from what a client may do in its own name, and its own tokens for that API with them: a
    /// block of tokens says nothing of scopes.
    ///
    /// - Parameter names: `nil` for all that it holds.
    /// - Returns: what the client holds there now.
    /// - Throws: ``OAuthRefusal`` `not_found`, `invalid_target` or `invalid_scope`.
    package func withdraw(_ names: [String]?, of identifier: String?, from id: String, at now: Int)
        async throws
        -> [String]
    {
        let (left, ranges) = try await database.write { db -> ([String], [StatusRange]) in
            let client = try Clients.find(id, in: db)
            let api = try APIs.find(identifier, with: names ?? [], in: db).identifier
            let held = try ClientScopes.of(client: client.id, api: api, in: db)
            let lost = held.filter { scope in names.map { $0.contains { $0.hasBytes(of: scope) } } ?? true }
            let ranges = try WithdrawScope.from(client: client.id, lost, of: api, at: now, in: db)
            return (try ClientScopes.of(client: client.id, api: api, in: db), ranges)
        }
        blocks?.discard(ranges)
        await feed?.wake()
        return left
    }

    /// Removes a client that has left nothing behind: no token of it lives, and no consent to it.
    ///
    /// Its id can then be given to another client, which must not be taken for it; so it goes only when all that it got
    /// has long expired.
    ///
    /// - Throws: ``OAuthRefusal`` `not_found`, or `invalid_request` while something is left.
    package func remove(_ id: String, at now: Int) async throws {
        let client = try await database.write { db in
            let client = try Clients.find(id, in: db)
            // A client that was shut out has no use for what people allowed it.
            if client.disabledAt != nil {
                try Revoke.grants(Grant.live(to: client.id, in: db), at: now, in: db)
            }
            return client
        }
        do {
            try await database.write { db in try Client.delete(id: client.id, in: db) }
        } catch SQLFault.constraintViolation {
            throw OAuthRefusal(
                .invalidRequest,
                client.disabledAt == nil
                    ? "\(client.id) holds tokens, or people allowed it something; disable it first: tessera client disable "
                        + client.id
                    : "\(client.id) is shut out, but what it got is remembered until it has expired; remove it later"
            )
        }
        await feed?.wake()
    }
}
