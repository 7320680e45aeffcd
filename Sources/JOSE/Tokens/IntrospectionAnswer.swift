// What an issuer says of a token that only it can read: a signed introspection answer (RFC 9701 §5), and its one door.

extension TokenType {
    /// A signed introspection answer (RFC 9701 §5).
    package static let introspection = TokenType("token-introspection+jwt")
}

/// An introspection answer whose signature holds, and which is for this client and for now.
///
/// A token comes out of it only by ``token(keeping:at:)``. So nothing here goes around a signature: the issuer signed
/// these claims, in this answer.
package struct IntrospectionAnswer: Sendable {
    private let header: JOSEHeader
    /// The member `token_introspection`: what RFC 7662 §2.2 has as the whole answer.
    private let told: JSONValue
    /// Whether the issuer calls the token good.
    package let isActive: Bool

    /// Checks a signed answer.
    ///
    /// - Parameters:
    ///   - key: the key of the issuer that the header names.
    ///   - policy: what the token is to be; its issuer, algorithms and leeway are those of the answer too.
    ///   - client: the `client_id` of whoever asked: the answer's `aud`.
    ///   - now: seconds since 1970; an answer is good for a minute.
    /// - Throws: the ``TokenRejection`` that says what is wrong with the answer. It says nothing about the token.
    package init(
        _ answer: UnverifiedToken,
        with key: VerificationKey,
        policy: TokenPolicy,
        client: String,
        at now: Int
    ) throws(TokenRejection) {
        try answer.checkAlgorithm(policy)
        let claims = try answer.claims(verifiedWith: key)
        let forAnswers = TokenPolicy(
            issuer: policy.issuer,
            audience: client,
            type: .introspection,
            algorithms: policy.algorithms,
            leeway: policy.leeway,
            maximumAge: 60
        )
        let violations = forAnswers.violations(answering: claims, of: answer.header, at: now)
        guard violations.isEmpty else { throw .refused(violations) }
        guard let told = claims["token_introspection"], let isActive = told["active"]?.bool else {
            throw .refused([
                ClaimViolation(
                    "token_introspection", .invalid, expected: "an object with active", found: nil)
            ])
        }
        header = answer.header
        self.told = told
        self.isActive = isActive
    }

    /// The token that the answer speaks of, by the policy for tokens: every rule but that of the type, which a token
    /// without a header has none of.
    ///
    /// - Returns: the token, under the header of the answer; `nil` when the issuer says that it is not active.
    /// - Throws: the ``TokenRejection`` that says what is wrong with the token here.
    package func token(keeping policy: TokenPolicy, at now: Int) throws(TokenRejection) -> VerifiedToken? {
        guard isActive else { return nil }
        let claims: Claims
        do {
            // Read again as a document of its own, whose members stand where claims are looked for.
            claims = try Claims(payload: Array(told.text.utf8))
        } catch {
            throw .malformed(error)
        }
        let violations = policy.violations(told: claims, under: header, at: now)
        guard violations.isEmpty else { throw .refused(violations) }
        return VerifiedToken(header: header, claims: claims)
    }
}
