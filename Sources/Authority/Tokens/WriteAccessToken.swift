// Writing an access token as its API wants it: signed with its algorithm, and sealed where its tokens are opaque.

internal import JOSE
internal import OAuth
internal import Records

extension Tokens {
    /// Signs a token, and says of it what a client is told.
    ///
    /// - Parameters:
    ///   - api: `nil` for a token for the issuer itself.
    ///   - sender: what the token is bound to.
    func written(
        _ claims: AccessTokenClaims,
        for api: API?,
        to sender: ProvenSender
    ) async throws -> GrantedTokens {
        let signed = try claims.sign(with: await keys.key(for: api?.signature, at: claims.issuedAt))
        return GrantedTokens(
            accessToken: api?.format == "opaque" ? try SealedToken.seal(signed, with: keys.master) : signed,
            tokenType: sender.keyThumbprint == nil ? "Bearer" : "DPoP",
            expiresIn: claims.expiresAt - claims.issuedAt,
            scope: claims.scopes.description,
            identifier: claims.identifier
        )
    }
}

extension API {
    /// The algorithm that signs its tokens; `nil` for the issuer's own.
    fileprivate var signature: SignatureAlgorithm? { algorithm.flatMap { SignatureAlgorithm(name: $0) } }
}
