// Signatures over a payload that is not encoded (RFC 7797): by this name only, and never for a token.

/// A JWS with `b64` of `false`, whose signatures were not checked yet.
///
/// Only this type understands `b64`; everywhere else a header that has it is refused. Every signature must protect `b64`
/// and name it in `crit`. What says that it is a JWT is refused, as RFC 7797 §7 forbids it.
public struct UnencodedJWS: Sendable {
    /// The header of each signature, in the order of the text; a compact text has one. Unverified.
    public let signatures: [SignatureHeader]

    private let entries: JSONSignatures
    private let payload: [UInt8]

    /// Reads a compact text (RFC 7797 §5.2).
    ///
    /// - Parameters:
    ///   - detachedPayload: the payload, where it is sent by another way; the second part is empty then. Otherwise it
    ///     stands there as printable ASCII without a dot.
    ///   - maximumLength: the longest text, in bytes.
    /// - Throws: ``JOSEError`` for a wrong length, number of parts, character or header; ``JOSEError/member(_:)`` with
    ///   `payload` when it stands there twice.
    public init(
        parsing text: String,
        detachedPayload: [UInt8]? = nil,
        maximumLength: Int = 16_384
    ) throws(JOSEError) {
        guard text.utf8.count <= maximumLength else { throw .tooLong(limit: maximumLength) }
        let bytes = Array(text.utf8)
        let dots = bytes.indices.filter { bytes[$0] == UInt8(ascii: ".") }
        guard dots.count == 2 else { throw .parts(dots.count + 1) }
        for offset in bytes.indices where bytes[offset] != UInt8(ascii: ".") {
            let isPayload = dots[0] < offset && offset < dots[1]
            guard isPayload ? UnencodedJWS.isPlain(bytes[offset]) : Base64URL.isLetter(bytes[offset]) else {
                throw .character(offset: offset)
            }
        }
        let attached = Array(bytes[(dots[0] + 1)..<dots[1]])
        guard detachedPayload == nil || attached.isEmpty else { throw .member("payload") }
        let signature = try Base64URL.decode(bytes.span.extracting((dots[1] + 1)...), part: "signature")
        let header = try SignatureHeader(
            protected: Array(bytes[..<dots[0]]), unprotected: nil, payload: .unencoded)
        try self.init(
            JSONSignatures(headers: [header], signatures: [signature]), payload: detachedPayload ?? attached)
    }

    /// Reads a JSON serialization, flattened or general (RFC 7797 §5.1).
    ///
    /// - Parameters:
    ///   - detachedPayload: the payload, where it is sent by another way; the text has no member of it then. Otherwise
    ///     it is the UTF-8 of that member.
    ///   - maximumLength: the longest text, in bytes.
    /// - Throws: ``JOSEError`` for a wrong length, member or header in any of the signatures.
    public init(
        parsing bytes: [UInt8],
        detachedPayload: [UInt8]? = nil,
        maximumLength: Int = 262_144
    ) throws(JOSEError) {
        let entries = try JSONSignatures(parsing: bytes, maximumLength: maximumLength, payload: .unencoded)
        guard (entries.payload == nil) != (detachedPayload == nil) else { throw .member("payload") }
        try self.init(entries, payload: detachedPayload ?? entries.payload ?? [])
    }

    private init(_ entries: JSONSignatures, payload: [UInt8]) throws(JOSEError) {
        for header in entries.headers where header.namesToken { throw .header("typ") }
        signatures = entries.headers
        self.entries = entries
        self.payload = payload
    }

    /// Checks one signature.
    ///
    /// - Parameter signature: which one, counted from 0; a compact text has one.
    /// - Throws: ``JOSEError/header(_:)`` with `alg` when the signature does not cover it, ``JOSEError/key(_:)`` when
    ///   the algorithm is not the key's, ``JOSEError/signatureInvalid``, or ``JOSEError/member(_:)`` when there is no
    ///   such signature.
    public func payload(verifiedWith key: VerificationKey, signature: Int = 0) throws(JOSEError) -> [UInt8] {
        guard signatures.indices.contains(signature) else { throw .member("signatures") }
        guard signatures[signature].isAlgorithmProtected else { throw .header("alg") }
        try entries.verify(signature, over: payload, with: key)
        return payload
    }

    /// The payload as it came. Anyone can have written it.
    public var unverifiedPayload: [UInt8] { payload }

    /// Whether a byte may stand in a compact text as it is: printable ASCII, and no dot (RFC 7797 §5.2).
    static func isPlain(_ byte: UInt8) -> Bool { (0x20...0x7E).contains(byte) && byte != UInt8(ascii: ".") }
}

extension SignatureHeader {
    /// Whether `typ` or `cty` says that this is, or holds, a JWT of whatever kind (RFC 7519 §5, RFC 8725 §3.11).
    var namesToken: Bool {
        for name in ["typ", "cty"] {
            guard let type = self[name]?.string.map(TokenType.init)?.name else { continue }
            if type.hasBytes(of: "jwt") || type.utf8.reversed().starts(with: "+jwt".utf8.reversed()) {
                return true
            }
        }
        return false
    }
}
