// The compact serialization of a signed object (RFC 7515 §3.1): three parts between dots, split once.

/// A compact JWS whose form and header were read, and whose signature was not checked yet.
public struct CompactJWS: Sendable {
    /// The protected header.
    public let header: JOSEHeader

    private let bytes: [UInt8]
    private let inputEnd: Int
    private let payload: Result<[UInt8], JOSEError>
    private let signature: [UInt8]

    /// Splits a compact JWS, decodes its parts, and reads its header.
    ///
    /// - Parameter maximumLength: the longest text, in bytes; a longer one is refused before anything of it is copied.
    /// - Throws: ``JOSEError`` for a wrong length, character, number of parts, or header.
    public init(parsing text: String, maximumLength: Int = 16_384) throws(JOSEError) {
        guard text.utf8.count <= maximumLength else { throw .tooLong(limit: maximumLength) }
        let bytes = Array(text.utf8)
        guard let first = bytes.firstIndex(of: CompactJWS.dot), let last = bytes.lastIndex(of: CompactJWS.dot),
            first < last
        else { throw CompactJWS.fault(of: bytes, or: .parts(1)) }
        let decodedHeader: [UInt8]
        do {
            decodedHeader = try Base64URL.decode(bytes.span.extracting(0..<first), part: "header")
            signature = try Base64URL.decode(bytes.span.extracting((last + 1)...), part: "signature")
        } catch {
            throw CompactJWS.fault(of: bytes, or: error)
        }
        do {
            payload = .success(try Base64URL.decode(bytes.span.extracting((first + 1)..<last), part: "payload"))
        } catch {
            let fault = CompactJWS.fault(of: bytes, or: error)
            guard fault == error else { throw fault }
            // All letters are of the alphabet, so one was changed: the signature has the first word about that.
            payload = .failure(error)
        }
        // No JSON is read before each byte of the text is known to be a letter of base64url or one of two dots: that
        // closes the door to polyglots (RFC 8725bis, CVE-2022-39227).
        header = try JOSEHeader(decoded: decodedHeader)
        self.bytes = bytes
        inputEnd = last
    }

    /// What is wrong with the text as a whole, a foreign byte before a wrong number of parts; else the given error.
    private static func fault(of bytes: [UInt8], or error: JOSEError) -> JOSEError {
        if let offset = bytes.firstIndex(where: { $0 != dot && !Base64URL.isLetter($0) }) {
            return .character(offset: offset)
        }
        switch bytes.count(where: { $0 == dot }) {
        case 2: return error
        case 4: return .encrypted
        case let dots: return .parts(dots + 1)
        }
    }

    private static let dot = UInt8(ascii: ".")

    /// Checks the signature; nothing of the payload is looked at before.
    ///
    /// - Throws: ``JOSEError/key(_:)`` when the header's algorithm is not the key's, ``JOSEError/signatureInvalid``, or
    ///   ``JOSEError/base64URL(part:)``.
    public func payload(verifiedWith key: VerificationKey) throws(JOSEError) -> [UInt8] {
        guard header.knownAlgorithm == key.algorithm else {
            throw .key(.algorithm(bound: key.algorithm.name, asked: header.algorithm.excerpt(32)))
        }
        try key.verify(signature: signature, over: bytes[0..<inputEnd])
        return try unverifiedPayload()
    }

    /// The payload as it stands there. Anyone can have written it.
    public func unverifiedPayload() throws(JOSEError) -> [UInt8] { try payload.get() }

    /// Signs a payload.
    ///
    /// - Throws: ``JOSEError/signingFailed``.
    public static func sign(
        _ payload: [UInt8],
        type: TokenType,
        with key: SigningKey
    ) throws(JOSEError) -> String {
        let header = JOSEHeader.encode(algorithm: key.algorithm, type: type, keyID: key.keyID)
        var text = Base64URL.encodedBytes(header)
        text.append(UInt8(ascii: "."))
        text.append(contentsOf: Base64URL.encodedBytes(payload))
        let signature = try key.sign(text)
        text.append(UInt8(ascii: "."))
        text.append(contentsOf: Base64URL.encodedBytes(signature))
        return String(decoding: text, as: UTF8.self)
    }
}
