// Why a proof of possession was refused: one case for each rule of RFC 9449 §4.3.

/// The rule that a DPoP proof breaks (RFC 9449 §4.3, §7). The numbers are those of the checks in §4.3.
@nonexhaustive
public enum DPoPFault: Error, Hashable, Sendable {
    /// More than one header field `DPoP` came with the request (1).
    case several
    /// The text is not a signed JWT in strict form (2).
    case malformed(JOSEError)
    /// A claim is missing, of another type, or longer than is kept (3).
    case claim(String)
    /// `typ` is not exactly `dpop+jwt` (4).
    case type
    /// `alg` is not an asymmetric algorithm that is allowed here (5).
    case algorithmNotAllowed(String)
    /// The header has no `jwk`, or none that the algorithm can use (6).
    case key(JOSEError)
    /// The signature is not one of the key in `jwk` (6).
    case signatureInvalid
    /// `jwk` shows a private key (7).
    case keyPrivate
    /// `htm` is not the method of the request (8).
    case method
    /// `htu` is not the URL of the request (9).
    case url
    /// `iat` is longer ago than a proof lives (11).
    case tooOld
    /// `iat` lies ahead (11).
    case notYetValid
    /// `ath` is not the hash of the token that came along (12).
    case tokenHash
    /// The proof's key is not the one that the token is bound to (12).
    case keyMismatch
    /// The token is bound to no key, so it may not come with the scheme `DPoP` (§7.1).
    case tokenNotBound

    /// One sentence that says what was wrong. Nothing of what this server expects is in it.
    public var sentence: String {
        switch self {
        case .several: "the request has more than one DPoP header; send one"
        case .malformed(let error): "the DPoP proof can't be read: \(error.sentence)"
        case .claim(let name): "the DPoP proof's claim \(name) is missing, of a wrong type or too long"
        case .type: "the DPoP proof's typ is not dpop+jwt"
        case .algorithmNotAllowed: "the DPoP proof's algorithm is not allowed here"
        case .key(let error): "the DPoP proof's jwk is missing or can't be used: \(error.sentence)"
        case .signatureInvalid: "the DPoP proof is not signed with the key in its jwk"
        case .keyPrivate:
            "the DPoP proof shows its private key; make a new key, this one is no longer yours alone"
        case .method: "the DPoP proof's htm is not the method of this request"
        case .url: "the DPoP proof's htu is not the URL of this request"
        case .tooOld: "the DPoP proof's iat is too long ago; make a proof for each request"
        case .notYetValid: "the DPoP proof's iat lies ahead; check the clock"
        case .tokenHash: "the DPoP proof's ath is not the hash of this token"
        case .keyMismatch: "the token is bound to another key than that of the DPoP proof"
        case .tokenNotBound: "the token is bound to no key; send it with the scheme Bearer"
        }
    }
}
