// Why bytes are not the JOSE object that they should be.

/// A reason to refuse a serialized JOSE object: before or while its form is read, or when its key says no.
@nonexhaustive
public enum JOSEError: Error, Hashable, Sendable {
    /// The object is longer than the limit; nothing of it was read.
    case tooLong(limit: Int)
    /// A compact JWS has three parts between dots (RFC 7515 §3.1), a compact JWE five (RFC 7516 §3.1); this has
    /// another number.
    case parts(Int)
    /// Five parts: this is a compact JWE (RFC 7516 §3.1), which is not a signed token.
    case encrypted
    /// Three parts: this is a compact JWS (RFC 7515 §3.1), which is not an encrypted token.
    case signed
    /// A byte outside `A–Z a–z 0–9 - _ .` (RFC 8725bis: refused before anything is decoded).
    case character(offset: Int)
    /// Not base64url without padding, or with non-zero unused bits (RFC 7515 §2).
    case base64URL(part: String)
    /// The named part is not strict JSON, or not of the kind that was expected.
    case json(part: String, JSONFault)
    /// A header parameter is missing, of the wrong type, or may not be used.
    case header(String)
    /// `crit` names an extension that is not understood, or is itself malformed (RFC 7515 §4.1.11).
    case critical(String)
    /// A member of a JSON serialization is missing, of the wrong type, or may not stand there (RFC 7515 §7.2, RFC 7516
    /// §7.2).
    case member(String)
    /// The key could not be loaded or used.
    case key(KeyFault)
    /// The signature does not match the signing input and the key.
    case signatureInvalid
    /// The algorithm is not one that this library implements, or not one that the caller allows.
    case algorithmNotAllowed(String)
    /// The cryptographic primitive could not make a signature.
    case signingFailed
    /// The content could not be decrypted: whether key, wrapping, tag or padding was at fault is not told (RFC 7516
    /// §11.5).
    case decryptionFailed
    /// The cryptographic primitive could not encrypt.
    case encryptionFailed
    /// The content would inflate to more than the caller's bound, or does not inflate (RFC 7516 §4.1.3).
    case inflation(limit: Int)

    /// The stable code for programs. It is the same in library, server, command and documentation.
    public var code: String {
        switch self {
        case .tooLong, .parts, .encrypted, .signed, .character, .base64URL, .json, .header, .critical,
            .member,
            .inflation:
            "token_malformed"
        case .algorithmNotAllowed: "alg_not_allowed"
        case .key: "key_unfit"
        case .signatureInvalid: "signature_invalid"
        case .decryptionFailed: "decryption_failed"
        case .signingFailed: "signing_failed"
        case .encryptionFailed: "encryption_failed"
        }
    }

    /// One sentence that says what was wrong and what was expected. Nothing secret is in it.
    public var sentence: String {
        switch self {
        case .tooLong(let limit): "the token is longer than \(limit) bytes"
        case .parts(let count):
            "a signed token has three parts between dots, an encrypted one five; this has \(count)"
        case .encrypted: "this is an encrypted token; a signed one was expected"
        case .signed: "this is a signed token; an encrypted one was expected"
        case .character(let offset):
            "the token has a character at offset \(offset) that base64url does not use"
        case .base64URL(let part): "the \(part) is not strict base64url without padding"
        case .json(let part, .wrongKind(let expected)):
            "the \(part) has another form than expected: \(expected)"
        case .json(let part, let fault): "the \(part) is not strict JSON: \(fault.sentence)"
        case .header(let name): "the header parameter \(name) is missing, of the wrong type or not allowed"
        case .critical(let name): "the header demands an extension that is not understood: \(name)"
        case .member(let name): "the member \(name) is missing, of the wrong type or not allowed"
        case .key(let fault): fault.sentence
        case .signatureInvalid: "the signature does not match"
        case .algorithmNotAllowed(let name): "the algorithm \(name) is not allowed"
        case .signingFailed: "the signature could not be made"
        case .decryptionFailed: "the content could not be decrypted with this key"
        case .encryptionFailed: "the content could not be encrypted"
        case .inflation(let limit): "the content does not inflate to at most \(limit) bytes"
        }
    }
}
