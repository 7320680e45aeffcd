// Every way in which a token can be wrong, each with the answer that an API has to give.

/// What is wrong with a token, while everything else about it is right.
///
/// ```swift
/// @Test(arguments: TokenFlaw.allCases)
/// func refuses(flaw: TokenFlaw) async throws {
///     let token = try authority.token(flaw, scopes: ["notes:read"])
///     try await notesAPI(tokens: authority.verifier()).test(.router) { client in
///         try await client.execute(uri: "/notes", method: .get, token: token) {
///             #expect($0.tokenError == flaw.expected)
///         }
///     }
/// }
/// ```
@nonexhaustive
public enum TokenFlaw: String, CaseIterable, Sendable, CustomStringConvertible {
    // What stands in its claims.
    case expired, notYetValid, issuedInTheFuture
    case wrongAudience, withoutAudience
    /// Signed with the right key, and of another name. Where several issuers are trusted, the answer is `issuer_unknown`.
    case wrongIssuer
    case withoutIssuer
    case withoutExpiry, withoutSubject, withoutClient, withoutIssueTime, withoutIdentifier
    /// A claim that stands twice: two readers could read two different tokens.
    case repeatedClaim

    // What kind of token it is.
    /// An ID token of the same issuer for the same audience: it says who signed in, and allows nothing.
    case idToken
    case withoutType
    /// A header that says that more must be understood than anybody does.
    case unknownExtension
    case malformed

    // Who signed it.
    case unknownKey
    case badSignature
    /// Claims that were changed under a good signature.
    case changedClaims
    /// `alg` of `none`, and no signature.
    case algNone
    /// Signed with the published key as if it were a shared secret.
    case hmacWithPublicKey

    // Whether it was taken back.
    case revoked
    case malformedStatus
    /// A place that its list does not have.
    case statusOutOfRange
    /// A list of somebody else, who may say of it whatever they like.
    case statusListOfAnotherIssuer
    /// A list that the issuer does not have: what can't be known is our fault, and never the caller's.
    case unknownStatusList

    // What it allows, and whom.
    /// A token that is bound to a key, and comes without the proof that its sender has it (RFC 9449 §7.1).
    case boundToAKey
    /// A token that is good and allows nothing. Only a route that requires a scope refuses it.
    case missingScope

    /// The name of the case.
    public var description: String { rawValue }

    /// The answer to a request with such a token.
    public var expected: TokenError {
        switch self {
        case .missingScope: .insufficientScope
        case .unknownStatusList: .statusUnavailable
        default: .invalidToken(expectedCode)
        }
    }

    /// The stable code of the answer, which is that of the verifier's ``TokenRejection`` too.
    public var expectedCode: String {
        switch self {
        case .expired: "expired"
        case .notYetValid, .issuedInTheFuture: "not_yet_valid"
        case .wrongAudience: "audience_mismatch"
        case .wrongIssuer: "issuer_mismatch"
        case .withoutAudience, .withoutIssuer, .withoutExpiry, .withoutSubject, .withoutClient,
            .withoutIssueTime, .withoutIdentifier:
            "claim_missing"
        case .idToken, .withoutType: "type_mismatch"
        case .malformed, .repeatedClaim, .unknownExtension: "token_malformed"
        case .unknownKey: "key_unknown"
        case .badSignature, .changedClaims: "signature_invalid"
        case .algNone, .hmacWithPublicKey: "alg_not_allowed"
        case .revoked: "revoked"
        case .malformedStatus, .statusOutOfRange, .statusListOfAnotherIssuer: "claim_invalid"
        case .unknownStatusList: "status_unavailable"
        case .boundToAKey: "proof_missing"
        case .missingScope: "scope_insufficient"
        }
    }
}
