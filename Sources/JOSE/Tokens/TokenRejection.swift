// Why a token was refused: one stable code for programs, one sentence for the caller, the detail for the log.

/// Why a token was refused.
///
/// The signature is checked before any claim, so a rejection that speaks of a claim speaks of an authentic
/// token; only ``issuerNotTrusted(_:)`` is said of a token that nobody checked.
@nonexhaustive
public enum TokenRejection: Error, Hashable, Sendable {
    /// The text is not a signed token in strict form.
    case malformed(JOSEError)
    /// The header's `alg` is not among the allowed ones.
    case algorithmNotAllowed(String)
    /// The token names an issuer that none of several trusted ones is.
    case issuerNotTrusted(String)
    /// The issuer publishes no key of that `kid`.
    case keyNotFound(kid: String?)
    /// The key exists, but may not be used so.
    case keyUnfit(KeyFault)
    /// The signature does not match.
    case signatureInvalid
    /// The token can't be decrypted with the key; why not is not told (RFC 7516 §11.5).
    case decryptionFailed
    /// Claims break rules: all of them, in policy order.
    case refused([ClaimViolation])
    /// An opaque token whose checksum is wrong: it was cut or mistyped.
    case checksumWrong
    /// The issuer of an opaque token does not call it active: it is unknown there, expired or taken back.
    case inactive
    /// The issuer's status list says that the token was taken back.
    case revoked
    /// The token lacks scopes that the request needs.
    case scopeMissing(needed: [String], held: [String])
    /// The token is bound to a key (RFC 9449 §6.1) and came without a proof that its sender has it.
    case proofMissing
    /// The proof of possession breaks a rule (RFC 9449 §4.3).
    case proofInvalid(DPoPFault)
    /// The proof was used before (RFC 9449 §11.1).
    case proofReplayed
    /// The proof lacks the nonce that this server gave out, or has an old one (RFC 9449 §9).
    case nonceRequired
    /// The token is bound to a certificate that the connection did not show (RFC 8705 §3).
    case certificateMismatch
    /// The subject signed in too long ago for this request (RFC 9470 §3). All that is asked for stands here.
    case authenticationTooOld(maximumAge: Int?, acr: [String])
    /// The subject signed in by other means than this request needs (RFC 9470 §3).
    case authenticationTooWeak(maximumAge: Int?, acr: [String])
    /// More proofs are remembered than this server has room for: our fault, never the token's.
    case proofsUnavailable
    /// The issuer's keys could not be had: our fault, never the token's.
    case keysUnavailable(String)
    /// The status list could not be had: our fault, never the token's.
    case statusUnavailable(String)
    /// The issuer could not be asked about an opaque token: our fault, never the token's.
    case introspectionUnavailable(String)

    /// The stable code. It is the same in library, server, command and documentation.
    public var code: String {
        switch self {
        case .malformed, .checksumWrong: "token_malformed"
        case .algorithmNotAllowed: "alg_not_allowed"
        case .issuerNotTrusted: "issuer_unknown"
        case .keyNotFound: "key_unknown"
        case .keyUnfit: "key_unfit"
        case .signatureInvalid: "signature_invalid"
        case .decryptionFailed: "decryption_failed"
        case .refused(let violations): violations.first?.code ?? "claim_invalid"
        case .inactive: "token_inactive"
        case .revoked: "revoked"
        case .scopeMissing: "scope_insufficient"
        case .proofMissing: "proof_missing"
        case .proofInvalid: "proof_invalid"
        case .proofReplayed: "proof_replayed"
        case .nonceRequired: "nonce_required"
        case .certificateMismatch: "certificate_mismatch"
        case .authenticationTooOld: "auth_too_old"
        case .authenticationTooWeak: "auth_too_weak"
        case .proofsUnavailable: "proofs_unavailable"
        case .keysUnavailable: "keys_unavailable"
        case .statusUnavailable: "status_unavailable"
        case .introspectionUnavailable: "introspection_unavailable"
        }
    }

    /// What the caller is told: nothing that a stranger should not know.
    public var spoken: String {
        switch self {
        case .malformed(let error): error.sentence
        case .algorithmNotAllowed: "the token's algorithm is not allowed here"
        case .issuerNotTrusted: "the token names an issuer that is not trusted here"
        case .keyNotFound: "the token is signed with a key that its issuer does not publish"
        case .keyUnfit: "the token names an algorithm that its key is not for"
        case .signatureInvalid: "the token's signature does not match its contents"
        case .decryptionFailed: "the token can't be decrypted with this key"
        case .refused(let violations): violations.map(\.spoken).joined(separator: "; ")
        case .checksumWrong: "the token's checksum is wrong: it was cut or mistyped"
        case .inactive: "the token is not active: unknown to its issuer, expired or revoked"
        case .revoked: "the token was revoked"
        case .scopeMissing(let needed, _): "the token lacks the scope \(needed.joined(separator: " "))"
        case .proofMissing:
            "the token is bound to a key: send it with the scheme DPoP and a proof in the header DPoP"
        case .proofInvalid(let fault): fault.sentence
        case .proofReplayed: "the DPoP proof was used before; make a proof for each request"
        case .nonceRequired:
            "the DPoP proof needs the nonce of the header DPoP-Nonce; make a new proof with it"
        case .certificateMismatch:
            "the token is bound to a client certificate that this connection did not show"
        case .authenticationTooOld: "the sign-in was too long ago for this; sign in again"
        case .authenticationTooWeak: "this needs another way of signing in; sign in again"
        case .proofsUnavailable: "too many DPoP proofs came in just now; try again"
        case .keysUnavailable: "the issuer's keys can't be had just now; try again"
        case .statusUnavailable: "the issuer's status list can't be had just now; try again"
        case .introspectionUnavailable: "the issuer can't be asked about the token just now; try again"
        }
    }

    /// What the log is told besides the code: expected and found, never the token.
    public var detail: String {
        switch self {
        case .malformed(let error): error.sentence
        case .algorithmNotAllowed(let name): "alg \(name.excerpt(128))"
        case .issuerNotTrusted(let issuer): "iss \(issuer.excerpt(128))"
        case .keyNotFound(let kid): "kid \(kid?.excerpt(128) ?? "absent")"
        case .keyUnfit(let fault): fault.sentence
        case .refused(let violations):
            violations.map { violation in
                "\(violation.claim): \(violation.code), expected \(violation.expected), "
                    + "found \(violation.found?.excerpt(128) ?? "nothing")"
            }.joined(separator: "; ")
        case .scopeMissing(let needed, let held):
            "needed \(needed.joined(separator: " ")), held \(held.joined(separator: " "))"
        case .proofInvalid(.algorithmNotAllowed(let name)): "\(spoken): alg \(name.excerpt(128))"
        case .authenticationTooOld(let age, let acr), .authenticationTooWeak(let age, let acr):
            "\(spoken): needed max_age \(age.map(String.init) ?? "none"), acr \(acr.joined(separator: " "))"
        case .keysUnavailable(let why), .statusUnavailable(let why), .introspectionUnavailable(let why):
            why
        case .signatureInvalid, .decryptionFailed, .checksumWrong, .inactive, .revoked, .proofMissing,
            .proofInvalid, .proofReplayed,
            .nonceRequired, .certificateMismatch, .proofsUnavailable:
            spoken
        }
    }
}
