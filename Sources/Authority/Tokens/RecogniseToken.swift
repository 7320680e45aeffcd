// Recognising a token of this issuer that someone shows, whoever shows it: what it is, before anything is decided.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

/// What a token of this issuer hangs on: the row, or the bit, by which it is taken back.
indirect enum TokenHolder: Sendable {
    case named(NamedToken)
    case session(Session)
    /// What a person allowed a client, and the person.
    case authorization(OwnedAuthorization)
    /// A token of a program, which has no row of its own.
    case program(StatusHandle)
    /// A token that was given for another one, and what the first one hangs on.
    case exchanged(ExchangedToken, of: TokenHolder)
}

extension TokenHolder {
    /// Whether an access token that hangs on it, and carries the handle, is good now.
    func isLive(
        _ handle: StatusHandle,
        at now: Int,
        in db: any SQLTransaction,
        _ directory: DirectoryLook
    ) throws -> Bool {
        switch self {
        case .named(let row): row.isLive(at: now)
        case .session(let row): row.isLive(at: now)
        case .authorization(let owned):
            // One of its tokens may have been taken back alone.
            try !StatusChanges.isRevoked(handle, in: db)
                && GrantGate.stillPasses(owned, at: now, in: db, directory) != nil
        case .program(let handle): try !StatusChanges.isRevoked(handle, in: db)
        case .exchanged(let row, let root):
            try row.isLive(at: now) && root.isLive(handle, at: now, in: db, directory)
        }
    }
}

/// A text that this issuer made, as far as can be said without the database.
enum RecognisedToken: Sendable {
    /// The digest of an opaque token's text, whose checksum is right.
    case opaque(hash: String)
    /// An access token: signature, issuer, type and times hold.
    case signed(VerifiedToken, handle: StatusHandle)
    /// A refresh token of this authority's making.
    case refresh(RefreshTokenText)

    /// The holder, if there is one in the database.
    func holder(in db: any SQLTransaction) throws -> TokenHolder? {
        switch self {
        case .opaque(let hash):
            return try NamedToken.find(secretHash: hash, in: db).map(TokenHolder.named)
        case .refresh(let token):
            return try OwnedAuthorization.find(id: token.authorization, in: db)
                .map(TokenHolder.authorization)
        case .signed(let token, let handle):
            // Every exchanged token says who acts, and no other does.
            if token[.actor] != nil { return try RecognisedToken.exchanged(handle, in: db) }
            if token.clientID.hasBytes(of: Tokens.ownClient) {
                if let row = try NamedToken.find(handle: handle, in: db) { return .named(row) }
                // A row that expired was deleted with all that could be said of it.
                return try Session.find(handle: handle, in: db).map(TokenHolder.session)
            }
            if token.subject.hasBytes(of: token.clientID) { return .program(handle) }
            return try OwnedAuthorization.find(id: token.authorization, in: db).flatMap { owned in
                owned.authorization.handles.contains { $0.handle == handle } ? .authorization(owned) : nil
            }
        }
    }

    private static func exchanged(_ handle: StatusHandle, in db: any SQLTransaction) throws -> TokenHolder? {
        guard let row = try ExchangedToken.find(handle: handle, in: db) else { return nil }
        guard let id = row.root else { return .exchanged(row, of: .program(row.source)) }
        let root: TokenHolder? =
            switch id.prefix(4) {
            case "tok_": try NamedToken.find(id: id, in: db).map { .named($0) }
            case "ses_": try Session.find(id: id, in: db).map { .session($0) }
            default: try OwnedAuthorization.find(id: id, in: db).map { .authorization($0) }
            }
        return root.map { .exchanged(row, of: $0) }
    }
}

extension VerifiedToken {
    /// The authorization that a token of a grant belongs to, as its `jti` names it.
    var authorization: String { AuthorizationName.of(jti: identifier ?? "") }
}

extension Tokens {
    /// Recognises a token that this issuer made. Junk never reaches the database.
    ///
    /// - Parameter leeway: seconds for which an expired one is still recognised.
    /// - Returns: `nil` for anything else; why is not for whoever asks.
    func recognise(_ text: String, leeway: Int, at now: Int) -> RecognisedToken? {
        if OpaqueToken.isLike(text) {
            return OpaqueToken(text).map { .opaque(hash: SecretDigest.of($0.text)) }
        }
        if let token = RefreshTokenText(text, key: refreshKey) { return .refresh(token) }
        do {
            let (token, handle) = try accessToken(text, leeway: leeway, at: now)
            return .signed(token, handle: handle)
        } catch {
            return nil
        }
    }

    /// Reads an access token of this issuer, signed or sealed, whatever API it is for.
    ///
    /// - Throws: ``TokenRejection`` for anything that is none, or has expired.
    func accessToken(
        _ text: String,
        leeway: Int,
        at now: Int
    ) throws(TokenRejection) -> (token: VerifiedToken, handle: StatusHandle) {
        let text = SealedToken.open(text, with: keys.master) ?? text
        let token = try UnverifiedToken(parsing: text)
        guard let key = keys.published.key(id: token.header.keyID) else {
            throw .keyNotFound(kid: token.header.keyID)
        }
        // The audience is what is asked about; all else must hold.
        guard let audience = try token.unverifiedClaims().audience?.first else { throw .inactive }
        let policy = TokenPolicy(
            issuer: issuer.value,
            audience: audience,
            type: .accessToken,
            algorithms: [key.algorithm],
            leeway: leeway,
            requiredClaims: AccessTokenClaims.required
        )
        let verified = try token.verified(with: key, policy: policy, at: now)
        guard let handle = try handle(in: verified.claims) else { throw .inactive }
        return (verified, handle)
    }
}
