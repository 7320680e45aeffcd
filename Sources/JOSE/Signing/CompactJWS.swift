// The compact serialization of a signed object (RFC 7515 §3.1): three parts between dots, split once.

/// A compact JWS whose form and header were read, and whose signature was not checked yet.
public struct CompactJWS: Sendable {
    /// The protected header.
    public let header: JOSEHeader

    private let text: String
    private let headerEnd: Int
    private let inputEnd: Int
    /// Whether the header was read before, in a token that verified.
    private let isHeaderKnown: Bool
    /// `nil` when it is not strict base64url though each of its letters is.
    private let payload: [UInt8]?
    private let signature: [UInt8]

    /// Splits a compact JWS, decodes its parts, and reads its header.
    ///
    /// - Parameter maximumLength: the longest text, in bytes; a longer one is refused before anything of it
    ///   is copied.
    /// - Throws: ``JOSEError`` for a wrong length, character, number of parts, or header.
    public init(parsing text: String, maximumLength: Int = 16_384) throws(JOSEError) {
        guard text.utf8.count <= maximumLength else { throw .tooLong(limit: maximumLength) }
        let bytes = text.utf8.span
        guard let first = bytes.firstOffset(of: CompactJWS.dot) else {
            throw CompactJWS.fault(of: bytes, or: .parts(1))
        }
        let known = HeaderMemory.recall(bytes, upTo: first)
        guard let last = CompactJWS.secondDot(in: bytes, after: first, signature: known?.signatureLength)
        else {
            throw CompactJWS.fault(of: bytes, or: .parts(2))
        }
        let parts: (header: [UInt8], signature: [UInt8])
        do {
            parts.header =
                known == nil ? try Base64URL.decode(bytes.extracting(0..<first), part: "header") : []
            parts.signature = try Base64URL.decode(bytes.extracting((last + 1)...), part: "signature")
        } catch {
            throw CompactJWS.fault(of: bytes, or: error)
        }
        var payload: [UInt8]?
        do {
            payload = try Base64URL.decode(bytes.extracting((first + 1)..<last), part: "payload")
        } catch {
            let fault = CompactJWS.fault(of: bytes, or: error)
            guard fault == error else { throw fault }
            // All letters are of the alphabet, so one was changed: the signature has the first word about
            // that.
        }
        // No JSON is read before each byte of the text is known to be a letter of base64url or one of two
        // dots: that closes the door to polyglots (RFC 8725bis, CVE-2022-39227).
        if let known { header = known.header } else { header = try JOSEHeader(decoded: parts.header) }
        isHeaderKnown = known != nil
        headerEnd = first
        self.text = text
        self.payload = payload
        signature = parts.signature
        inputEnd = last
    }

    /// The dot before the signature, which is looked for where it stood in the last token of that header. A dot too many
    /// is found later, as a foreign letter of a part.
    private static func secondDot(in bytes: Span<UInt8>, after first: Int, signature: Int?) -> Int? {
        if let signature, bytes.count - signature - 1 > first, bytes[bytes.count - signature - 1] == dot {
            return bytes.count - signature - 1
        }
        return bytes.firstOffset(of: dot, from: first + 1)
    }

    /// What is wrong with the text as a whole, a foreign byte before a wrong number of parts; else the given
    /// error.
    private static func fault(of bytes: Span<UInt8>, or error: JOSEError) -> JOSEError {
        var dots = 0
        for offset in bytes.indices {
            if bytes[offset] == dot {
                dots += 1
            } else if !Base64URL.isLetter(bytes[offset]) {
                return .character(offset: offset)
            }
        }
        switch dots {
        case 2: return error
        case 4: return .encrypted
        default: return .parts(dots + 1)
        }
    }

    private static var dot: UInt8 { UInt8(ascii: ".") }

    /// Checks the signature; nothing of the payload is looked at before.
    ///
    /// - Throws: ``JOSEError/key(_:)`` when the header's algorithm is not the key's,
    ///   ``JOSEError/signatureInvalid``, or ``JOSEError/base64URL(part:)``.
    public func payload(verifiedWith key: VerificationKey) throws(JOSEError) -> [UInt8] {
        try check(with: key)
        if !isHeaderKnown {
            let bytes = text.utf8.span
            HeaderMemory.remember(
                header, of: bytes, upTo: headerEnd, signatureLength: bytes.count - inputEnd - 1)
        }
        return try unverifiedPayload()
    }

    /// Checks the signature of an object that brings its own key, as a proof of possession does. Anyone can make such, with
    /// as many headers as they like: none is remembered.
    ///
    /// - Throws: as ``payload(verifiedWith:)``.
    package func payload(provenWith key: VerificationKey) throws(JOSEError) -> [UInt8] {
        try check(with: key)
        return try unverifiedPayload()
    }

    @inline(__always)
    private func check(with key: VerificationKey) throws(JOSEError) {
        guard header.knownAlgorithm == key.algorithm else {
            throw .key(.algorithm(bound: key.algorithm.name, asked: header.algorithm.excerpt(32)))
        }
        try key.verify(signature: signature, over: text.utf8.span.extracting(0..<inputEnd))
    }

    /// The payload as it stands there. Anyone can have written it.
    ///
    /// - Throws: ``JOSEError/base64URL(part:)``.
    public func unverifiedPayload() throws(JOSEError) -> [UInt8] {
        guard let payload else { throw .base64URL(part: "payload") }
        return payload
    }

    /// Signs a payload.
    ///
    /// - Throws: ``JOSEError/signingFailed``.
    public static func sign(
        _ payload: [UInt8],
        type: TokenType,
        with key: SigningKey
    ) throws(JOSEError) -> String {
        let header = key.headers.encoded(type.name) {
            JOSEHeader.encode(algorithm: key.algorithm, type: type, keyID: key.keyID)
        }
        var text: [UInt8] = []
        // Room for the signature, too, so that nothing is copied when it comes.
        text.reserveCapacity(header.count + (payload.count + key.algorithm.row.roomForSignature) * 4 / 3 + 8)
        text.append(contentsOf: header)
        text.append(CompactJWS.dot)
        Base64URL.encode(payload, to: &text)
        let signature = try key.sign(text)
        text.append(CompactJWS.dot)
        Base64URL.encode(signature, to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
