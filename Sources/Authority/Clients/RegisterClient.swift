// Registering a client with all that it is to be: made by an administrator, and changed as a whole.

internal import JOSE
package import OAuth
package import Records
internal import SQL

/// A client as it is to be.
package struct ClientRegistration: Sendable {
    /// What it is to be called by; `nil` for an identifier that is drawn.
    package var id: String?
    package var metadata: ClientMetadata

    package init(id: String? = nil, metadata: ClientMetadata) {
        self.id = id
        self.metadata = metadata
    }
}

/// A client that was just registered. The secret is told once and kept nowhere.
package struct NewClient: Sendable, CustomStringConvertible {
    package let client: Client
    /// `nil` for a client that proves itself by something else, or not at all.
    package let secret: String?

    package var description: String { "NewClient(\(client.id))" }
}

extension Clients {
    /// Registers a client.
    ///
    /// - Throws: ``OAuthRefusal`` `already_exists`, or `invalid_client_metadata` and `invalid_redirect_uri` from
    ///   ``ClientRules``.
    package func register(_ registration: ClientRegistration, at now: Int) async throws -> NewClient {
        let metadata = registration.metadata
        try ClientRules.check(metadata)
        let id =
            try registration.id.map { try Clients.checkedIdentifier($0) } ?? RandomSecret.identifier("cli")
        let name = try ShownName.checked(metadata.name ?? id, of: "a client's")
        let client = Client(id: id, name: name, createdAt: now, metadata: metadata.text)
        let secret = try RegisteredClient(client).authentication.isSecret ? Clients.newSecret() : nil
        let kept = secret.map { ClientSecret(client: id, hash: SecretDigest.of($0), createdAt: now) }
        do {
            try await database.write { db in
                try Client.insert(client, in: db)
                if let kept { try ClientSecret.insert(kept, in: db) }
            }
        } catch SQLFault.uniqueViolation {
            throw OAuthRefusal(.alreadyExists, "a client with the id \(id) exists already")
        }
        return NewClient(client: client, secret: secret)
    }

    /// The shortest secret that somebody else chose: nothing slows down who guesses it.
    static let shortestSecret = 16

    /// An identifier that an administrator chose: nobody must take it for an account's or for a document's address.
    static func checkedIdentifier(_ id: String) throws(OAuthRefusal) -> String {
        guard isIdentifier(id), !id.utf8.starts(with: "usr_".utf8), !DocumentURL.isLike(id) else {
            throw OAuthRefusal(
                .invalidClientMetadata,
                "a client_id has 1 to 64 printable characters, no space, and begins neither with usr_ nor with http:// or https://"
            )
        }
        guard !id.hasBytes(of: "tessera") else {
            throw OAuthRefusal(.invalidClientMetadata, "tessera is the id of this server's own client")
        }
        return id
    }
}
