// A token of a person in the making: what is drawn before the transaction, and what the transaction stored.

internal import JOSE
internal import OAuth
internal import Records

/// What a token is made with. It is there before the transaction, which touches SQL alone and may run twice.
struct TokenMaterial: Sendable {
    /// The identifier of the row, if there is to be one.
    let id: String
    /// The key that signs, and whose `kid` the row keeps.
    let key: SigningKey
    /// The text of an opaque token; `nil` for one that is signed.
    let secret: OpaqueToken?

    init(isNamed: Bool, isOpaque: Bool, key: SigningKey) {
        id = RandomSecret.identifier(isNamed ? "tok" : "ses")
        self.key = key
        var generator = SystemRandomNumberGenerator()
        secret = isNamed && isOpaque ? OpaqueToken(using: &generator) : nil
    }
}

/// A token as it was stored: all that its text says.
struct TokenDraft: Sendable {
    /// The named token, or the session that it belongs to.
    let id: String
    let account: String
    let audience: String
    let scopes: ScopeSet
    let handle: StatusHandle
    let expiresAt: Int

    init(_ token: NamedToken, _ scopes: ScopeSet) {
        (id, account, audience) = (token.id, token.account, token.api)
        (handle, expiresAt) = (token.handle, token.expiresAt)
        self.scopes = scopes
    }

    init(_ session: Session, _ grant: TokenGrant, expiresAt: Int) {
        (id, account, audience) = (session.id, session.account, grant.audience)
        (handle, scopes) = (session.handle, grant.scopes)
        self.expiresAt = expiresAt
    }
}
