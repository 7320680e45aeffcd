// The header of one signature outside the compact token: a protected part, an unprotected part, or both.

/// What a signature of a JSON serialization says about itself (RFC 7515 §7.2.1). Nobody has checked it.
///
/// No name stands in both parts. Keys that travel in a header (`jwk`, `jku`, `x5c`, `x5u`) are never looked at.
public struct SignatureHeader: Sendable {
    /// The parameters that the signature covers; `nil` where there are none.
    public let protected: JSONValue?
    /// The parameters that anyone may have changed; `nil` where there are none.
    public let unprotected: JSONValue?

    /// The protected part as it was sent, which is what was signed; empty where there is none.
    let encoded: [UInt8]
    /// The algorithm, where it is one that this library knows, wherever it stands.
    let knownAlgorithm: SignatureAlgorithm?

    /// `alg`, as it was written, wherever it stands.
    public var algorithm: String { self["alg"]?.string ?? "" }

    /// Whether the signature covers `alg`.
    public var isAlgorithmProtected: Bool { protected?.kind(of: "alg") != nil }

    /// `kid`, wherever it stands: it only serves to find a key.
    public var keyID: String? { self["kid"]?.string }

    /// `typ`, wherever it stands.
    public var type: TokenType? { self["typ"]?.string.map(TokenType.init) }

    /// A parameter, wherever it stands.
    public subscript(name: String) -> JSONValue? { protected?[name] ?? unprotected?[name] }

    /// How the payload enters the signing input.
    enum PayloadForm {
        /// As base64url: `b64` may not be there (RFC 7515).
        case encoded
        /// As it is: `b64` is `false`, protected, and named in `crit` (RFC 7797).
        case unencoded
    }

    /// Reads both parts.
    ///
    /// - Parameter encoded: the base64url text of the protected part.
    /// - Throws: ``JOSEError``: parts that are empty, share a name, name no algorithm, or say what this library would
    ///   have to ignore.
    init(
        protected encoded: [UInt8]?,
        unprotected: JSONValue?,
        payload form: PayloadForm
    ) throws(JOSEError) {
        protected = try encoded.map { encoded throws(JOSEError) in try SignatureHeader.read(encoded) }
        self.unprotected = unprotected
        self.encoded = encoded ?? []
        // A part that says nothing is left out (RFC 7515 §7.2.1).
        if let unprotected {
            guard unprotected.kind == .object, unprotected.memberCount > 0 else { throw .member("header") }
        }
        guard let algorithm = protected?["alg"] ?? unprotected?["alg"], algorithm.kind == .string,
            !algorithm.equals("")
        else { throw .header("alg") }
        knownAlgorithm = SignatureAlgorithm(algorithm)
        try checkUnprotected()
        for name in ["kid", "typ", "cty"] {
            guard self[name]?.kind ?? .string == .string else { throw .header(name) }
        }
        for name in ["zip", "enc"] where self[name] != nil { throw .header(name) }
        try checkPayload(form)
    }

    private static func read(_ encoded: [UInt8]) throws(JOSEError) -> JSONValue {
        guard !encoded.isEmpty else { throw .member("protected") }
        try HeaderLimits.check(encodedLength: encoded.count)
        let bytes = try Base64URL.decode(encoded.span, part: "header")
        let parameters: JSONValue
        do {
            parameters = try JSONDocument.object(parsing: bytes, limits: HeaderLimits.json)
        } catch {
            throw .json(part: "header", error)
        }
        guard parameters.memberCount > 0 else { throw .member("protected") }
        return parameters
    }

    /// What would weaken the protected part may not come from outside it.
    private func checkUnprotected() throws(JOSEError) {
        guard let unprotected else { return }
        for name in ["crit", "b64"] where unprotected.kind(of: name) != nil { throw .header(name) }
        // A set, so that two long headers do not cost the product of their lengths.
        let names = Set((protected?.members ?? []).map { Array($0.name.utf8) })
        for (name, _) in unprotected.members ?? [] where names.contains(Array(name.utf8)) {
            throw .header(name.excerpt(64))
        }
    }

    private func checkPayload(_ form: PayloadForm) throws(JOSEError) {
        switch form {
        case .encoded:
            if let protected { try CriticalNames.check(in: protected) }
            guard self["b64"] == nil else { throw .header("b64") }
        case .unencoded:
            // A reader that does not know b64 would verify another payload: crit stops it (RFC 7797 §6).
            guard let protected, protected["b64"]?.bool == false,
                try !CriticalNames.check(in: protected, understood: ["b64"]).isEmpty
            else { throw .header("b64") }
        }
    }
}
