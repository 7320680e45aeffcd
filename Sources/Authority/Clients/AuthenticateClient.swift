// Checking who a client is: one answer and the same work, whatever is wrong.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

extension Clients {
    /// More bytes than any secret of ours has; what is longer is not hashed.
    static let longestSecret = 256

    /// Checks which client is asking.
    ///
    /// There is no throttle as for passwords: nobody guesses 256 random bits.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_client`: unknown, disabled, wrong, expired, and proven in another way than the one
    ///   it is registered for are one answer.
    package func authenticate(id: String, proof: ClientProof, at now: Int) async throws -> ClientCaller {
        switch proof {
        case .secret(let secret): try await authenticate(id: id, secret: secret, at: now)
        case .certificate(let shown): try await authenticate(id: id, certificate: shown, at: now)
        case .assertion(let assertion): try await authenticate(assertion, at: now)
        case .none: try await named(id, at: now)
        }
    }

    /// Checks a client's id and secret.
    package func authenticate(id: String, secret: String, at now: Int) async throws -> ClientCaller {
        let isReadable = Clients.isIdentifier(id) && secret.utf8.count <= Clients.longestSecret
        let (id, hash) = isReadable ? (id, SecretDigest.of(secret)) : ("", SecretDigest.of(""))
        let (known, secrets) = try await directory.look(at: now) {
            (try $0.client(id), try $0.secrets(of: id))
        }
        let kept = secrets.first { $0.hash.hasBytes(of: hash) }
        guard let client = known, let kept, client.record.disabledAt == nil,
            kept.expiresAt.map({ now < $0 }) ?? true
        else { throw OAuthRefusal.unproven() }
        // Who is registered for something stronger must not be taken for less (RFC 9700 §2.5).
        guard client.authentication.isSecret else { throw OAuthRefusal.unproven() }
        return ClientCaller(client: client, isProven: true)
    }

    /// A client that can prove nothing, and is registered so.
    private func named(_ id: String, at now: Int) async throws -> ClientCaller {
        guard let client = try await registered(id, at: now), client.isPublic else {
            throw OAuthRefusal.unproven()
        }
        return ClientCaller(client: client, isProven: false)
    }
}
