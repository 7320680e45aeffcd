// Making the text of a token of a person, after the transaction that stored it.

internal import JOSE
internal import OAuth
internal import Records

extension Tokens {
    /// The token itself. Its row is there already, so what fails here leaves a row that nobody holds the token of.
    func mint(_ draft: TokenDraft, with material: TokenMaterial, at now: Int) throws -> IssuedToken {
        IssuedToken(
            token: try material.secret?.text ?? sign(draft, with: material.key, at: now),
            expiresIn: draft.expiresAt - now,
            scope: draft.scopes.description,
            id: draft.id
        )
    }

    private func sign(_ draft: TokenDraft, with key: SigningKey, at now: Int) throws -> String {
        try AccessTokenClaims(
            issuer: issuer,
            subject: draft.account,
            audience: draft.audience,
            clientID: Tokens.ownClient,
            scopes: draft.scopes,
            issuedAt: now,
            expiresAt: draft.expiresAt,
            identifier: draft.handle.tokenIdentifier(),
            status: issuer.status(of: draft.handle)
        ).sign(with: key)
    }
}
