// The protected header of a signed token: what it says, and what it may not say.

/// A JOSE header (RFC 7515 §4) whose form was checked and which says nothing that this library would have to ignore.
public struct JOSEHeader: Sendable {
    /// `alg`, as it was written.
    public let algorithm: String
    /// The algorithm of that name, where it is one that this library knows.
    let knownAlgorithm: SignatureAlgorithm?
    /// `kid`.
    public let keyID: String?
    /// `typ`.
    public let type: TokenType?
    /// Every parameter, for display.
    public let parameters: JSONValue

    /// Reads the decoded bytes of a protected header.
    ///
    /// Keys that travel in the header (`jwk`, `jku`, `x5c`, `x5u`) are never looked at: a token does not choose the key
    /// that it is checked with.
    ///
    /// - Throws: ``JOSEError``: `crit` names what is not understood, `b64` and `zip` do not belong into a signed token.
    init(decoded bytes: [UInt8]) throws(JOSEError) {
        do {
            parameters = try JSONDocument.object(parsing: bytes, limits: JSONLimits(length: 16_384, depth: 8))
        } catch {
            throw .json(part: "header", error)
        }
        guard let algorithm = parameters["alg"]?.string, !algorithm.isEmpty else { throw .header("alg") }
        self.algorithm = algorithm
        knownAlgorithm = SignatureAlgorithm(name: algorithm)
        keyID = try JOSEHeader.text("kid", of: parameters)
        type = try JOSEHeader.text("typ", of: parameters).map(TokenType.init)
        _ = try JOSEHeader.text("cty", of: parameters)
        if let critical = parameters["crit"] { throw JOSEHeader.refusal(ofCritical: critical) }
        for name in ["b64", "zip", "enc"] where parameters[name] != nil { throw .header(name) }
    }

    private static func text(_ name: String, of parameters: JSONValue) throws(JOSEError) -> String? {
        guard let value = parameters[name] else { return nil }
        guard let text = value.string else { throw .header(name) }
        return text
    }

    /// No extension is understood, so each `crit` is refused; the refusal says by which rule (RFC 7515 §4.1.11).
    private static func refusal(ofCritical critical: JSONValue) -> JOSEError {
        guard let names = critical.elements, !names.isEmpty, let first = names[0].string else {
            return .header("crit")
        }
        return .critical(first.excerpt(64))
    }

    /// The bytes of a header for a token to be signed: `alg`, `typ`, `kid`.
    static func encode(algorithm: SignatureAlgorithm, type: TokenType, keyID: String) -> [UInt8] {
        JSONWriter.object { json in
            json.member("alg", algorithm.name)
            json.member("typ", type.name)
            json.member("kid", keyID)
        }
    }
}
