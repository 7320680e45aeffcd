// The desk at which clients register themselves (RFC 7591), and look after what they registered (RFC 7592).

internal import Fetching
package import JOSE
internal import OAuth
internal import Records
internal import SQL

/// A registration as its client is answered. The secrets are told once and kept nowhere.
package struct OwnRegistration: Sendable, CustomStringConvertible {
    package let client: RegisteredClient
    /// A secret that was made just now; `nil` for a client that has one already, or none at all.
    package let secret: String?
    /// The token with which the client changes its registration.
    package let token: String

    package var issuedAt: Int { client.record.createdAt }

    package var description: String { "OwnRegistration(\(client.id))" }
}

/// What clients do with their own registrations.
package struct Registrations: Sendable {
    let clients: Clients
    let policy: ClientPolicy.Registration
    let fetch: any Fetch
    /// What initial access tokens are made with.
    let tokenKey: DerivedKey

    /// Whether clients may register at all.
    package var areOpen: Bool { policy != .off }

    private static let tokenPrefix = "tessera_ra_"

    /// The ways in which a client that nobody vouches for may prove itself: a certificate's name would be its own word.
    private static let ways: [ClientAuthentication] = [
        .none, .secretBasic, .secretPost, .privateKeyJWT, .selfSignedTLS,
    ]

    /// Registers a client (RFC 7591 §3).
    ///
    /// - Parameter initial: the initial access token that came along.
    /// - Throws: ``OAuthRefusal`` `not_found` where that is off, `invalid_token`, `invalid_redirect_uri` or
    ///   `invalid_client_metadata`.
    package func register(_ said: JSONValue, initial: String?, at now: Int) async throws -> OwnRegistration {
        try checkOpen()
        let ticket = policy == .open ? nil : try InitialToken(initial, key: tokenKey, at: now)
        let id = RandomSecret.identifier("cli")
        let (metadata, name) = try await checked(said, id: id)
        let token = Registrations.tokenPrefix + RandomSecret.text(32)
        let client = Client(
            id: id, name: name, createdAt: now, metadata: metadata.text, origin: .itself,
            registrationHash: SecretDigest.of(token))
        let registered = try RegisteredClient(client)
        let secret = registered.authentication.isSecret ? Clients.newSecret() : nil
        let kept = secret.map { ClientSecret(client: id, hash: SecretDigest.of($0), createdAt: now) }
        try await clients.database.write { db in
            guard try Client.count(.itself, in: db) < ClientPolicy.most else {
                throw OAuthRefusal(
                    .temporarilyUnavailable,
                    "more clients registered themselves than this server keeps; try later")
            }
            if let ticket, try !UsedIdentifier.use(ticket.hash, until: ticket.expiresAt, in: db) {
                throw InitialToken.refusal
            }
            try Client.insert(client, in: db)
            if let kept { try ClientSecret.insert(kept, in: db) }
        }
        return OwnRegistration(client: registered, secret: secret, token: token)
    }

    /// The registration of a client (RFC 7592 §2.1).
    ///
    /// - Throws: ``OAuthRefusal`` `not_found` where that is off, or `invalid_token`.
    package func show(_ id: String, token: String) async throws -> OwnRegistration {
        try checkOpen()
        let client = try await clients.database.read { try Registrations.owned(id, token, in: $0) }
        return OwnRegistration(client: try RegisteredClient(client), secret: nil, token: token)
    }

    /// Replaces the registration of a client by what it says now (RFC 7592 §2.2).
    ///
    /// - Throws: as ``register(_:initial:at:)``.
    package func change(_ id: String, token: String, to said: JSONValue, at now: Int) async throws
        -> OwnRegistration
    {
        try checkOpen()
        // Whose it is is asked first: a stranger's metadata has nothing fetched.
        let before = try RegisteredClient(
            await clients.database.read { try Registrations.owned(id, token, in: $0) })
        for name in [
            "registration_access_token", "registration_client_uri", "client_secret_expires_at",
            "client_id_issued_at",
        ] where said[name] != nil {
            throw OAuthRefusal(.invalidRequest, "\(name) is for this server to say; leave it out")
        }
        guard said["client_id"]?.equals(id) ?? false else {
            throw OAuthRefusal(.invalidRequest, "client_id must be that of the registration that is changed")
        }
        let (metadata, name) = try await checked(said, id: id)
        let after = try RegisteredClient(
            Client(id: id, name: name, createdAt: before.record.createdAt, metadata: metadata.text))
        let makesSecret = after.authentication.isSecret && !before.authentication.isSecret
        let secret = makesSecret ? Clients.newSecret() : nil
        let kept = secret.map { ClientSecret(client: id, hash: SecretDigest.of($0), createdAt: now) }
        let shown = try said["client_secret"].map { value in
            guard let text = value.string, text.utf8.count <= 256 else {
                throw OAuthRefusal(.invalidRequest, "client_secret must be the client's own, or be left out")
            }
            return SecretDigest.of(text)
        }
        let changed = try await clients.database.write { db in
            let client = try Registrations.owned(id, token, in: db)
            if let shown, try ClientSecret.find(client: id, hash: shown, in: db) == nil {
                throw OAuthRefusal(.invalidRequest, "client_secret must be the client's own, or be left out")
            }
            _ = try Client.update(id: client.id, name: name, metadata: metadata.text, in: db)
            if let kept { try ClientSecret.insert(kept, in: db) }
            if !after.authentication.isSecret { try Clients.expireSecrets(of: client.id, at: now, in: db) }
            return try Registrations.owned(id, token, in: db)
        }
        return OwnRegistration(client: try RegisteredClient(changed), secret: secret, token: token)
    }

    /// Ends the registration of a client and all that it got (RFC 7592 §2.3).
    ///
    /// - Throws: ``OAuthRefusal`` `not_found` where that is off, or `invalid_token`.
    package func remove(_ id: String, token: String, at now: Int) async throws {
        try checkOpen()
        try await clients.disable(id, at: now) { db in
            let client = try Registrations.owned(id, token, in: db)
            try Client.setRegistrationHash(id: client.id, to: nil, in: db)
            try Revoke.grants(Grant.live(to: client.id, in: db), at: now, in: db)
        }
    }

    /// A token with which one client may be registered, once.
    ///
    /// - Parameter lifetime: seconds.
    package func initialToken(lifetime: Int, at now: Int) -> String {
        InitialToken.make(key: tokenKey, until: now + lifetime)
    }

    private func checkOpen() throws(OAuthRefusal) {
        guard areOpen else {
            throw OAuthRefusal(
                .notFound,
                "clients are registered by an administrator here; use tessera client create, or apply")
        }
    }

    /// What a client says of itself, checked, with the name that people see.
    private func checked(_ said: JSONValue, id: String) async throws -> (
        metadata: ClientMetadata, name: String
    ) {
        let metadata = try ClientRules.ownWords(
            try ClientMetadata(said), ways: Registrations.ways, usual: .secretBasic,
            offered: try await clients.offeredScopes())
        let name = try ClientRules.ownName(metadata, usual: id)
        if let url = metadata.sectorURL { try await checkSector(url, of: metadata) }
        return (metadata, name)
    }

    /// A sector is believed when its own document names every redirect URI of the client (OpenID Connect Registration §5).
    private func checkSector(_ url: String, of metadata: ClientMetadata) async throws {
        let wrong = OAuthRefusal(
            .invalidClientMetadata,
            "the document at sector_identifier_uri can't be had, or is not a JSON array with every redirect URI"
        )
        let found: FetchedDocument
        do {
            found = try await fetch.getChecked(url, accept: "application/json")
        } catch {
            throw OAuthRefusal(wrong.code, wrong.sentence, detail: error.sentence)
        }
        guard found.status == 200, found.body.count <= 65_536 else { throw wrong }
        let listed: [String]
        do {
            // The reader takes objects alone, so the array is put into one.
            let object = try JSONDocument.object(
                parsing: Array("{\"uris\":".utf8) + found.body + Array("}".utf8),
                limits: JSONLimits(length: 65_600, depth: 4))
            listed = object["uris"]?.elements?.compactMap(\.string) ?? []
        } catch {
            throw wrong
        }
        guard metadata.redirectURIs.allSatisfy({ uri in listed.contains { $0.hasBytes(of: uri) } }) else {
            throw wrong
        }
    }

    /// The client whose registration token it is: a client that is gone and a token that is wrong are one answer.
    private static func owned(_ id: String, _ token: String, in db: any SQLTransaction) throws -> Client {
        guard Clients.isIdentifier(id), token.utf8.count <= 256, let client = try Client.find(id: id, in: db),
            client.origin == .itself, client.disabledAt == nil, let hash = client.registrationHash,
            hash.hasBytes(of: SecretDigest.of(token))
        else {
            throw OAuthRefusal(.invalidToken, "this is not the registration access token of that client")
        }
        return client
    }
}
