// Signing claims: what an issuer does.

extension SigningKey {
    /// Signs a token of the given type.
    ///
    /// ```swift
    /// let token = try key.signToken(type: .accessToken) { claims in
    ///     claims.member("iss", "https://auth.example.com")
    ///     claims.member("exp", now + 900)
    /// }
    /// ```
    ///
    /// - Throws: ``JOSEError/signingFailed``.
    public func signToken(
        type: TokenType,
        claims: (inout JSONWriter) -> Void
    ) throws(JOSEError) -> String {
        try CompactJWS.sign(JSONWriter.object(claims), type: type, with: self)
    }
}
