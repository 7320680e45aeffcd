// The JSON object around signatures, general and flattened (RFC 7515 §7.2): its members, read strictly.

/// The members of a JSON serialization: a payload that is there or not, and at least one signature.
struct JSONSignatures: Sendable {
    /// The text of the payload member; `nil` when it is detached.
    let payload: [UInt8]?
    let headers: [SignatureHeader]
    let signatures: [[UInt8]]

    /// More signatures than anyone makes; each costs a check.
    static let mostSignatures = 16

    /// Signatures that did not come in JSON, over a payload that is elsewhere.
    init(headers: [SignatureHeader], signatures: [[UInt8]]) {
        payload = nil
        self.headers = headers
        self.signatures = signatures
    }

    /// Reads the object. Members of other names are ignored (RFC 7515 §7.2.1).
    init(
        parsing bytes: [UInt8],
        maximumLength: Int,
        payload form: SignatureHeader.PayloadForm
    ) throws(JOSEError) {
        let object: JSONValue
        do {
            // A header nests 8 deep, inside an object, an array and an object.
            object = try JSONDocument.object(
                parsing: bytes, limits: JSONLimits(length: maximumLength, depth: 11))
        } catch .tooLong(let limit) {
            throw .tooLong(limit: limit)
        } catch {
            throw .json(part: "serialization", error)
        }
        payload = try JSONSignatures.text("payload", of: object)
        var entries = [object]
        if let listed = object["signatures"] {
            guard let elements = listed.elements, (1...JSONSignatures.mostSignatures).contains(elements.count)
            else { throw .member("signatures") }
            // Two forms at once would be read differently by different readers (RFC 7515 §7.2.2).
            for name in ["protected", "header", "signature"] where object[name] != nil { throw .member(name) }
            entries = elements
        }
        var headers: [SignatureHeader] = []
        var signatures: [[UInt8]] = []
        for entry in entries {
            guard entry.kind == .object else { throw .member("signatures") }
            guard let signature = try JSONSignatures.text("signature", of: entry) else {
                throw .member("signature")
            }
            headers.append(
                try SignatureHeader(
                    protected: JSONSignatures.text("protected", of: entry),
                    unprotected: entry["header"],
                    payload: form
                )
            )
            signatures.append(try Base64URL.decode(signature.span, part: "signature"))
        }
        self.headers = headers
        self.signatures = signatures
    }

    /// Checks one signature over a protected part, a dot, and the payload as it enters the signing input.
    ///
    /// - Throws: ``JOSEError/member(_:)`` when there is no such signature, ``JOSEError/key(_:)`` when the algorithm is
    ///   not the key's, ``JOSEError/signatureInvalid``.
    func verify(_ index: Int, over payload: [UInt8], with key: VerificationKey) throws(JOSEError) {
        guard signatures.indices.contains(index) else { throw .member("signatures") }
        let header = headers[index]
        guard header.knownAlgorithm == key.algorithm else {
            throw .key(.algorithm(bound: key.algorithm.name, asked: header.algorithm.excerpt(32)))
        }
        let input = header.encoded + [UInt8(ascii: ".")] + payload
        try key.verify(signature: signatures[index], over: input.span)
    }

    private static func text(_ name: String, of object: JSONValue) throws(JOSEError) -> [UInt8]? {
        guard let value = object[name] else { return nil }
        guard let text = value.string else { throw .member(name) }
        return Array(text.utf8)
    }
}
