// Checking a client's secret: one answer and the same work, whatever is wrong.

internal import OAuth
internal import Records
internal import SQL

extension Clients {
    /// More bytes than any secret of ours has; what is longer is not hashed.
    private static let longestSecret = 256

    /// Checks a client's id and secret.
    ///
    /// There is no throttle as for passwords: nobody guesses 256 random bits.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_client`: unknown, disabled, wrong and expired are one answer.
    package func authenticate(id: String, secret: String, at now: Int) async throws -> ClientCaller {
        let isReadable = Clients.isIdentifier(id) && secret.utf8.count <= Clients.longestSecret
        let (id, hash) = isReadable ? (id, SecretDigest.of(secret)) : ("", SecretDigest.of(""))
        let (client, kept) = try await database.read { db in
            (try Client.find(id: id, in: db), try ClientSecret.find(client: id, hash: hash, in: db))
        }
        guard let client, let kept, client.disabledAt == nil, kept.expiresAt.map({ now < $0 }) ?? true else {
            throw OAuthRefusal(
                .invalidClient,
                "the client is unknown or disabled, or its secret is wrong or has expired"
            )
        }
        return ClientCaller(client: client)
    }
}
