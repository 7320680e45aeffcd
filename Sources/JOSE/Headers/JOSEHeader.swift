// The protected header of a signed token: what it says, and what it may not say.

/// A JOSE header (RFC 7515 §4) whose form was checked and which says nothing that this library would have to
/// ignore.
public struct JOSEHeader: Sendable {
    /// Every parameter, for display. The typed views below are read from it when they are asked for.
    public let parameters: JSONValue

    /// The algorithm that `alg` names, where it is one that this library knows.
    let knownAlgorithm: SignatureAlgorithm?

    /// `alg`, as it was written.
    public var algorithm: String { parameters["alg"]?.string ?? "" }

    /// `kid`.
    public let keyID: String?

    /// `typ`.
    public let type: TokenType?

    /// Reads the decoded bytes of a protected header.
    ///
    /// Keys that travel in the header (`jwk`, `jku`, `x5c`, `x5u`) are never looked at: a token does not
    /// choose the key that it is checked with.
    ///
    /// - Throws: ``JOSEError``: `crit` names what is not understood, `b64` and `zip` do not belong into a
    ///   signed token.
    init(decoded bytes: [UInt8]) throws(JOSEError) {
        do {
            parameters = try JSONDocument.object(parsing: bytes, limits: HeaderLimits.json)
        } catch {
            throw .json(part: "header", error)
        }
        guard let algorithm = parameters["alg"], algorithm.kind == .string, !algorithm.equals("") else {
            throw .header("alg")
        }
        knownAlgorithm = SignatureAlgorithm(algorithm)
        keyID = try JOSEHeader.text("kid", of: parameters)
        type = try JOSEHeader.text("typ", of: parameters).map(TokenType.init)
        _ = try JOSEHeader.text("cty", of: parameters)
        try CriticalNames.check(in: parameters)
        // What changes the meaning of a token does not belong into a signed one (RFC 7797, RFC 7516 §4).
        for name in ["b64", "zip", "enc"] where parameters.kind(of: name) != nil { throw .header(name) }
    }

    /// A parameter that must be a string where it is there.
    private static func text(_ name: String, of parameters: JSONValue) throws(JOSEError) -> String? {
        guard let value = parameters[name] else { return nil }
        guard let text = value.string else { throw .header(name) }
        return text
    }

    /// Whether `typ` names that type.
    func names(_ type: TokenType) -> Bool { self.type == type }

    /// The bytes of a header for a token to be signed: `alg`, `typ`, `kid`.
    static func encode(algorithm: SignatureAlgorithm, type: TokenType, keyID: String) -> [UInt8] {
        JSONWriter.object { json in
            json.member("alg", algorithm.name)
            json.member("typ", type.name)
            json.member("kid", keyID)
        }
    }
}
