// The JSON serializations of a signed object, general and flattened (RFC 7515 §7.2). No token comes this way.

/// A JWS in JSON whose form and headers were read, and whose signatures were not checked yet.
///
/// The caller names the key and the signature that it checks: that some signature holds says nothing about the others.
/// ```swift
/// let jws = try JSONJWS(parsing: body)
/// let payload = try jws.payload(verifiedWith: key, signature: 0)
/// ```
public struct JSONJWS: Sendable {
    /// The header of each signature, in the order of the text; unverified.
    public var signatures: [SignatureHeader] { entries.headers }

    private let entries: JSONSignatures
    /// The payload as it enters the signing input.
    private let encoded: [UInt8]
    private let payload: [UInt8]

    /// Whether a signature counts whose algorithm it does not cover itself.
    ///
    /// Who changes an uncovered `alg` can only make the signature fail here, because each key is bound to one
    /// algorithm; readers that take the algorithm from there were broken by it (GHSA-jc38-x7x8-2xc8).
    public enum UnprotectedAlgorithm: Sendable {
        /// `alg` stands in the protected header.
        case refused
        /// `alg` may stand in the unprotected header, as in RFC 7520 §4.7.
        case accepted
    }

    /// Reads a JWS in JSON.
    ///
    /// - Parameters:
    ///   - maximumLength: the longest text, in bytes.
    ///   - detachedPayload: the payload, where it is sent by another way (RFC 7515 appendix F); the text may have none
    ///     then.
    /// - Throws: ``JOSEError`` for a wrong length, member or header in any of the signatures, of which there are at
    ///   most 16.
    public init(
        parsing bytes: [UInt8],
        maximumLength: Int = 262_144,
        detachedPayload: [UInt8]? = nil
    ) throws(JOSEError) {
        entries = try JSONSignatures(parsing: bytes, maximumLength: maximumLength, payload: .encoded)
        if let detachedPayload {
            guard entries.payload == nil else { throw .member("payload") }
            encoded = Base64URL.encodedBytes(detachedPayload)
            payload = detachedPayload
        } else {
            guard let text = entries.payload else { throw .member("payload") }
            encoded = text
            payload = try Base64URL.decode(text.span, part: "payload")
        }
    }

    /// Checks one signature.
    ///
    /// - Parameters:
    ///   - signature: which one, counted from 0.
    ///   - unprotectedAlgorithm: whether an `alg` is taken that the signature does not cover.
    /// - Throws: ``JOSEError/header(_:)`` with `alg` when the signature does not cover it, ``JOSEError/key(_:)`` when
    ///   the algorithm is not the key's, ``JOSEError/signatureInvalid``, or ``JOSEError/member(_:)`` when there is no
    ///   such signature.
    public func payload(
        verifiedWith key: VerificationKey,
        signature: Int,
        unprotectedAlgorithm: UnprotectedAlgorithm = .refused
    ) throws(JOSEError) -> [UInt8] {
        guard signatures.indices.contains(signature) else { throw .member("signatures") }
        guard signatures[signature].isAlgorithmProtected || unprotectedAlgorithm == .accepted else {
            throw .header("alg")
        }
        try entries.verify(signature, over: encoded, with: key)
        return payload
    }

    /// The payload as it stands there. Anyone can have written it.
    public var unverifiedPayload: [UInt8] { payload }
}
