// The secrets of a client: made here, shown once, replaced without a gap.

internal import OAuth
internal import Records
internal import SQL

extension Clients {
    /// How many secrets of a client may be good at once: more than a change from one to the next takes.
    static let secretsAtOnce = 8

    /// Adds a secret beside those that a client has.
    ///
    /// - Parameter lifetime: seconds; `nil` for no end.
    /// - Returns: the secret, which is told once and kept nowhere.
    /// - Throws: ``OAuthRefusal`` `not_found`, or `invalid_request` when the client has too many.
    package func addSecret(to id: String, lifetime: Int? = nil, at now: Int) async throws -> String {
        let secret = Clients.newSecret()
        let hash = SecretDigest.of(secret)
        try await database.write { db in
            let client = try Clients.find(id, in: db)
            guard try ClientSecret.live(of: client.id, at: now, in: db).count < Clients.secretsAtOnce else {
                throw OAuthRefusal(
                    .invalidRequest,
                    "the client has \(Clients.secretsAtOnce) secrets already; expire one that is not used any more"
                )
            }
            let kept = ClientSecret(
                client: client.id, hash: hash, createdAt: now, expiresAt: lifetime.map { now + $0 })
            try ClientSecret.insert(kept, in: db)
        }
        return secret
    }

    /// Ends a secret, now or later. An end is only ever brought nearer.
    ///
    /// - Parameters:
    ///   - fingerprint: the one that ``ListedSecret`` shows.
    ///   - time: the second from which the secret is refused.
    /// - Throws: ``OAuthRefusal`` `not_found` when no live secret of the client has that fingerprint.
    package func expireSecret(
        _ fingerprint: String,
        of id: String,
        from time: Int,
        at now: Int
    ) async throws {
        try await database.write { db in
            let client = try Clients.find(id, in: db)
            let live = try ClientSecret.live(of: client.id, at: now, in: db)
            let meant = live.filter { ListedSecret($0).fingerprint.utf8.elementsEqual(fingerprint.utf8) }
            guard !meant.isEmpty else {
                throw OAuthRefusal(
                    .notFound, "the client has no such secret; tessera client list shows their fingerprints")
            }
            for secret in meant {
                _ = try ClientSecret.expire(client: client.id, hash: secret.hash, at: time, in: db)
            }
        }
    }
}
