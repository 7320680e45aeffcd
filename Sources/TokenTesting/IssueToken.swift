// Making the tokens of a test: good ones, and those that are wrong in exactly one way.

public import HummingbirdTokens

extension TestAuthority {
    /// A token that is good in every respect (RFC 9068 §2.2), at the time of ``clock``.
    ///
    /// - Parameters:
    ///   - scopes: what it allows.
    ///   - audience: the `aud`; the authority's where this is `nil`.
    ///   - expiresIn: seconds from now until `exp`; a negative number makes a token of the past.
    ///   - claims: writes more claims; those that are written already must not stand twice.
    /// - Throws: ``JOSEError/signingFailed``.
    public func token(
        subject: String = "usr_test",
        scopes: [String] = [],
        audience: String? = nil,
        clientID: String = "client_test",
        expiresIn: Int = 600,
        claims: (inout JSONWriter) -> Void = { _ in }
    ) throws(JOSEError) -> String {
        var draft = draft(scopes: scopes)
        draft.subject = subject
        draft.clientID = clientID
        if let audience { draft.audience = audience }
        draft.expiresAt = draft.now + expiresIn
        return try draft.sign(with: key, more: claims)
    }

    /// A token that is wrong in one way, and good in every other.
    ///
    /// - Parameter scopes: what it would allow.
    /// - Throws: ``JOSEError`` when it can't be signed.
    public func token(_ flaw: TokenFlaw, scopes: [String] = []) throws -> String {
        var draft = draft(scopes: scopes)
        switch flaw {
        case .expired: (draft.issuedAt, draft.expiresAt) = (draft.now - 7_200, draft.now - 3_600)
        case .notYetValid: draft.notBefore = draft.now + 3_600
        case .issuedInTheFuture: (draft.issuedAt, draft.expiresAt) = (draft.now + 3_600, draft.now + 7_200)
        case .wrongAudience: draft.audience = "https://another-api.test.invalid"
        case .withoutAudience: draft.audience = nil
        case .wrongIssuer: draft.issuer = TestAuthority.anotherIssuer
        case .withoutIssuer: draft.issuer = nil
        case .withoutExpiry: draft.expiresAt = nil
        case .withoutSubject: draft.subject = nil
        case .withoutClient: draft.clientID = nil
        case .withoutIssueTime: draft.issuedAt = nil
        case .withoutIdentifier: draft.identifier = nil
        case .repeatedClaim: return try draft.sign(with: key) { $0.member("sub", "usr_another") }
        case .idToken: draft.type = "JWT"
        case .withoutType: draft.type = nil
        case .unknownExtension: draft.critical = ["tessera-test"]
        case .malformed: return "this-is-no-token"
        case .unknownKey: return try draft.sign(with: try SigningKey.generate(key.algorithm))
        case .badSignature: return try draft.signBadly(with: key)
        case .changedClaims: return try draft.signAndChange(with: key)
        case .algNone: return draft.unsigned(naming: key.keyID)
        case .hmacWithPublicKey: return try draft.signAsSecret(key)
        case .revoked:
            let token = try draft.sign(with: key)
            try revoke(token)
            return token
        case .malformedStatus: draft.status = nil
        case .statusOutOfRange:
            draft.status = StatusReference(index: TestAuthority.listLength, uri: listURI(0))
        case .statusListOfAnotherIssuer:
            draft.status = StatusReference(index: 0, uri: TestAuthority.anotherIssuer + "/status/1")
        case .unknownStatusList:
            draft.status = StatusReference(index: 0, uri: listURI(TestAuthority.beyondAllLists))
        case .boundToAKey:
            let confirmation = Confirmation(keyThumbprint: try SigningKey.generate(.es256).keyID)
            return try draft.sign(with: key) { confirmation.write(to: &$0) }
        case .missingScope: draft.scopes = []
        }
        return try draft.sign(with: key)
    }

    private static let anotherIssuer = "https://another-issuer.test.invalid"
    /// More lists than any test fills.
    private static let beyondAllLists = 1_000_000

    private func draft(scopes: [String]) -> TokenDraft {
        TokenDraft(
            issuer: issuer.value, audience: audience, scopes: scopes, status: handle(), at: clock.seconds)
    }
}
