// Recognising a token of this issuer that someone shows, whoever shows it: what it is, before anything is decided.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

/// What a token of this issuer hangs on: the row, or the bit, by which it is taken back.
enum TokenHolder: Sendable {
    case named(NamedToken)
    case session(Session)
    /// A token of a program, which has no row of its own.
    case program(StatusHandle)
}

/// A text that this issuer made, as far as can be said without the database.
enum RecognisedToken: Sendable {
    /// The digest of an opaque token's text, whose checksum is right.
    case opaque(hash: String)
    /// A signed token: signature, issuer, type and times hold.
    case signed(VerifiedToken, handle: StatusHandle)

    /// The holder, if there is one in the database.
    func holder(in db: any SQLTransaction) throws -> TokenHolder? {
        switch self {
        case .opaque(let hash):
            return try NamedToken.find(secretHash: hash, in: db).map(TokenHolder.named)
        case .signed(let token, let handle):
            if let row = try NamedToken.find(handle: handle, in: db) { return .named(row) }
            if let row = try Session.find(handle: handle, in: db) { return .session(row) }
            // A row that expired was deleted with all that could be said of it.
            return token.clientID.hasBytes(of: Tokens.ownClient) ? nil : .program(handle)
        }
    }
}

extension Tokens {
    /// Recognises a token that this issuer made. Junk never reaches the database.
    ///
    /// - Parameter leeway: seconds for which an expired one is still recognised.
    /// - Returns: `nil` for anything else; why is not for whoever asks.
    func recognise(_ text: String, leeway: Int, at now: Int) -> RecognisedToken? {
        guard !OpaqueToken.isLike(text) else {
            return OpaqueToken(text).map { .opaque(hash: SecretDigest.of($0.text)) }
        }
        do {
            let token = try UnverifiedToken(parsing: text)
            // The audience is what is asked about; all else must hold.
            guard let key = keys.published.key(id: token.header.keyID),
                let audience = try token.unverifiedClaims().audience?.first
            else { return nil }
            let policy = TokenPolicy(
                issuer: issuer.value,
                audience: audience,
                type: .accessToken,
                algorithms: [key.algorithm],
                leeway: leeway,
                requiredClaims: AccessTokenClaims.required
            )
            let verified = try token.verified(with: key, policy: policy, at: now)
            return try handle(in: verified.claims).map { .signed(verified, handle: $0) }
        } catch {
            return nil
        }
    }
}
