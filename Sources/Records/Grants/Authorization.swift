// Authorizations: one time at which a client came for what a person allows, and the tokens that grew from it.

internal import SQL

/// One approval: a code that is redeemed once, then a family of refresh tokens, each generation with a handle.
package struct Authorization: Hashable, Sendable {
    /// `aut_…`
    package let id: String
    package let grant: String
    package let account: String
    package let client: String
    /// The browser's session in which it was approved, or nil.
    package let session: String?
    /// When the person allowed it to outlive that session, or nil.
    package let lastingAt: Int?
    /// What was approved: a JSON object of the authority's own.
    package let terms: String
    /// The digest of the code, or nil where there is none (device flow).
    package let codeHash: String?
    package let codeExpiresAt: Int?
    package let codeUsedAt: Int?
    package let createdAt: Int
    /// The end that no refresh moves.
    package let expiresAt: Int
    /// The second at which it is over unless it is used before.
    package let idleUntil: Int
    /// How often tokens were made: 0 before the code was redeemed.
    package let generation: Int
    /// The digest of the newest refresh token, or nil where there is none.
    package let refreshHash: String?
    /// When the newest generation was made.
    package let rotatedAt: Int?
    /// What its tokens are bound to, or nil: the thumbprint of a key (RFC 9449 §6.1).
    package let keyThumbprint: String?
    /// The thumbprint of a certificate (RFC 8705 §3.1), or nil.
    package let certificateThumbprint: String?
    /// The handles whose access tokens may still live.
    package let handles: [LivingHandle]
    /// When it was taken back, or nil.
    package let revokedAt: Int?

    package init(
        id: String,
        grant: String,
        account: String,
        client: String,
        session: String? = nil,
        lastingAt: Int? = nil,
        terms: String,
        codeHash: String? = nil,
        codeExpiresAt: Int? = nil,
        createdAt: Int,
        expiresAt: Int,
        idleUntil: Int,
        keyThumbprint: String? = nil,
        certificateThumbprint: String? = nil
    ) {
        self.id = id
        self.grant = grant
        self.account = account
        self.client = client
        self.session = session
        self.lastingAt = lastingAt
        self.terms = terms
        self.codeHash = codeHash
        self.codeExpiresAt = codeExpiresAt
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.idleUntil = idleUntil
        self.keyThumbprint = keyThumbprint
        self.certificateThumbprint = certificateThumbprint
        (codeUsedAt, refreshHash, rotatedAt, revokedAt) = (nil, nil, nil, nil)
        (generation, handles) = (0, [])
    }

    static let columns = """
        id, grant_id, account, client, session, lasting_at, terms, code_hash, code_expires_at, code_used_at,
        created_at, expires_at, idle_until, generation, refresh_hash, rotated_at, key_thumbprint, certificate_thumbprint,
        handles, revoked_at
        """

    init(_ row: SQLRow) throws {
        id = try row.text("id")
        grant = try row.text("grant_id")
        account = try row.text("account")
        client = try row.text("client")
        session = try row.optionalText("session")
        lastingAt = try row.optionalInteger("lasting_at")
        terms = try row.text("terms")
        codeHash = try row.optionalText("code_hash")
        codeExpiresAt = try row.optionalInteger("code_expires_at")
        codeUsedAt = try row.optionalInteger("code_used_at")
        createdAt = try row.integer("created_at")
        expiresAt = try row.integer("expires_at")
        idleUntil = try row.integer("idle_until")
        generation = try row.integer("generation")
        refreshHash = try row.optionalText("refresh_hash")
        rotatedAt = try row.optionalInteger("rotated_at")
        keyThumbprint = try row.optionalText("key_thumbprint")
        certificateThumbprint = try row.optionalText("certificate_thumbprint")
        handles = try LivingHandle.list(row.text("handles"))
        revokedAt = try row.optionalInteger("revoked_at")
    }

    /// Whether tokens may still be made of it.
    package func isLive(at now: Int) -> Bool { revokedAt == nil && now < expiresAt && now < idleUntil }
}

/// The handle of a generation, for as long as its access tokens may live.
package struct LivingHandle: Hashable, Sendable {
    package let handle: StatusHandle
    /// When the last access token that carries it expires.
    package let expiresAt: Int

    package init(_ handle: StatusHandle, expiresAt: Int) {
        self.handle = handle
        self.expiresAt = expiresAt
    }

    /// Reads what ``text(_:)`` wrote: `list.index.expiry`, joined by spaces.
    static func list(_ text: String) throws -> [LivingHandle] {
        try text.split(separator: " ").map { part in
            let numbers = part.split(separator: ".").compactMap { Int($0) }
            guard numbers.count == 3 else {
                throw SQLFault.columnUnfit("handles", expected: "list.index.expiry, joined by spaces")
            }
            return LivingHandle(
                StatusHandle(list: numbers[0], index: numbers[1]), expiresAt: numbers[2])
        }
    }

    static func text(_ handles: [LivingHandle]) -> String {
        handles.map { "\($0.handle.list).\($0.handle.index).\($0.expiresAt)" }.joined(separator: " ")
    }
}
