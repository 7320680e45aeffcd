// Why bytes are not the JOSE object that they should be.

/// A reason to refuse a serialized JOSE object before or while its form is read.
public enum JOSEError: Error, Hashable, Sendable {
    /// The object is longer than the limit; nothing of it was read.
    case tooLong(limit: Int)
    /// A compact JWS has three parts between dots (RFC 7515 §3.1); this has another number.
    case parts(Int)
    /// Five parts: this is a compact JWE (RFC 7516 §3.1), which is not a signed token.
    case encrypted
    /// A byte outside `A–Z a–z 0–9 - _ .` (RFC 8725bis: refused before anything is decoded).
    case character(offset: Int)
    /// Not base64url without padding, or with non-zero unused bits (RFC 7515 §2).
    case base64URL(part: String)
    /// The named part is not strict JSON.
    case json(part: String, JSONFault)
    /// A header parameter is missing, of the wrong type, or may not be used.
    case header(String)
    /// `crit` names an extension that is not understood, or is itself malformed (RFC 7515 §4.1.11).
    case critical(String)
    /// The key could not be loaded or used.
    case key(KeyFault)
    /// The signature does not match the signing input and the key.
    case signatureInvalid
    /// The algorithm is not one that this library implements, or not one that the caller allows.
    case algorithmNotAllowed(String)
    /// The cryptographic primitive could not make a signature.
    case signingFailed

    /// One sentence that says what was wrong and what was expected. Nothing secret is in it.
    public var sentence: String {
        switch self {
        case .tooLong(let limit): "the token is longer than \(limit) bytes"
        case .parts(let count): "a signed token has three parts between dots; this has \(count)"
        case .encrypted: "this is an encrypted token; a signed one was expected"
        case .character(let offset):
            "the token has a character at offset \(offset) that base64url does not use"
        case .base64URL(let part): "the \(part) is not strict base64url without padding"
        case .json(let part, let fault): "the \(part) is not strict JSON: \(fault.sentence)"
        case .header(let name): "the header parameter \(name) is missing, of the wrong type or not allowed"
        case .critical(let name): "the header demands an extension that is not understood: \(name)"
        case .key(let fault): fault.sentence
        case .signatureInvalid: "the signature does not match"
        case .algorithmNotAllowed(let name): "the signing algorithm \(name) is not allowed"
        case .signingFailed: "the signature could not be made"
        }
    }
}
