// Checking a bearer token at the authority's own door: only a login token of this issuer's own audience opens
// it.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

extension Tokens {
    /// Checks a token that was sent to the issuer's own API.
    ///
    /// The authority asks its own rows, so a revocation holds here at once.
    ///
    /// - Parameter sender: what came along as a proof.
    /// - Throws: ``TokenRejection``, or ``OAuthRefusal`` `named_token_not_allowed`: whoever holds a named
    ///   token must not be able to make more of them, whatever its audience.
    package func authenticate(
        bearer text: String,
        sender: ProvenSender = ProvenSender(),
        at now: Int
    ) async throws -> Caller {
        // Whether it is a real one is not said.
        guard !OpaqueToken.isLike(text) else { throw Tokens.namedTokenRefusal }
        let token = try UnverifiedToken(parsing: text)
        guard let key = keys.published.key(id: token.header.keyID) else {
            throw TokenRejection.keyNotFound(kid: token.header.keyID)
        }
        let policy = TokenPolicy(
            issuer: issuer.value,
            audience: issuer.value,
            type: .accessToken,
            algorithms: [key.algorithm],
            requiredClaims: AccessTokenClaims.required
        )
        let verified: VerifiedToken
        do {
            verified = try token.verified(with: key, policy: policy, at: now)
        } catch .refused(let violations) {
            // The signature holds, so the handle is ours: say what is really wrong with a named token.
            try await refuseNamed(token.unverifiedClaims())
            throw TokenRejection.refused(violations)
        }
        try await refuseNamed(verified.claims)
        try sender.check(against: verified)
        return try await caller(of: verified, at: now)
    }

    private func refuseNamed(_ claims: Claims) async throws {
        guard let handle = try handle(in: claims) else { return }
        guard try await database.read({ try NamedToken.find(handle: handle, in: $0) }) == nil else {
            throw Tokens.namedTokenRefusal
        }
    }

    private static var namedTokenRefusal: OAuthRefusal {
        OAuthRefusal(
            .namedTokenNotAllowed,
            "a named token can't make, list or take back tokens nor change a password; sign in with the "
                + "password"
        )
    }

    private func caller(of token: VerifiedToken, at now: Int) async throws -> Caller {
        guard let handle = try handle(in: token.claims) else { throw TokenRejection.revoked }
        let (session, account) = try await database.read { db in
            let session = try Session.find(handle: handle, in: db)
            return (session, try session.map { try Account.find(id: $0.account, in: db) } ?? nil)
        }
        guard let session, let account, session.revokedAt == nil, account.disabledAt == nil,
            account.id.utf8.elementsEqual(token.subject.utf8)
        else { throw TokenRejection.revoked }
        // The leeway is for the clocks of others. What is made from a session must not outlive it.
        guard now < session.expiresAt else {
            throw TokenRejection.refused([
                ClaimViolation(
                    .expiration, .expired, expected: "after \(now)", found: "\(session.expiresAt)")
            ])
        }
        guard session.isLive(at: now) else { throw TokenRejection.revoked }
        return Caller(account: account, session: session)
    }

    /// The handle that a token of this issuer carries.
    func handle(in claims: Claims) throws(TokenRejection) -> StatusHandle? {
        try StatusReference(in: claims).flatMap(issuer.handle(of:))
    }
}
