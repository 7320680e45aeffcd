// The header of an encrypted object: what its parts say together, and what they may not say.

/// The JOSE header of a JWE for one recipient (RFC 7516 §4): the union of up to three parts, whose form was
/// checked and which nobody has authenticated yet.
public struct EncryptionHeader: Sendable {
    /// The part that the tag protects; `nil` where a JSON serialization has none.
    public let protected: JSONValue?
    /// The part that is for all recipients, and that anyone on the way can have changed.
    public let sharedUnprotected: JSONValue?
    /// The part that is for one recipient, and that anyone on the way can have changed.
    public let recipientUnprotected: JSONValue?

    let knownAlgorithm: KeyManagementAlgorithm?
    let knownContent: ContentEncryption?

    /// A parameter, in whichever part it stands.
    public subscript(name: String) -> JSONValue? {
        protected?[name] ?? sharedUnprotected?[name] ?? recipientUnprotected?[name]
    }

    /// `alg`, as it was written.
    public var algorithm: String { self["alg"]?.string ?? "" }

    /// `enc`, as it was written.
    public var encryption: String { self["enc"]?.string ?? "" }

    /// `kid`.
    public var keyID: String? { self["kid"]?.string }

    /// `typ`.
    public var type: TokenType? { self["typ"]?.string.map(TokenType.init) }

    /// `cty`, the type of the content.
    public var contentType: TokenType? { self["cty"]?.string.map(TokenType.init) }

    /// Whether the content is to be inflated.
    var isCompressed: Bool { protected?["zip"] != nil }

    /// Reads the decoded bytes of a protected header.
    ///
    /// - Throws: ``JOSEError``.
    init(decoded bytes: [UInt8]) throws(JOSEError) {
        try self.init(protected: EncryptionHeader.read(bytes), shared: nil, recipient: nil)
    }

    /// Joins the parts of a header and checks their form. Keys that travel in it (`jwk`, `jku`, `x5c`, `x5u`)
    /// are never looked at.
    ///
    /// - Throws: ``JOSEError``: a parameter stands in two parts (RFC 7516 §7.2.1), is of the wrong type, or
    ///   stands where anyone could change it though its meaning forbids that.
    init(protected: JSONValue?, shared: JSONValue?, recipient: JSONValue?) throws(JOSEError) {
        self.protected = protected
        sharedUnprotected = shared
        recipientUnprotected = recipient
        try EncryptionHeader.checkDisjoint([protected, shared, recipient].compactMap { $0 })
        // Neither may stand outside what the tag protects (RFC 7516 §4.1.3, §4.1.13).
        for name in ["zip", "crit"] where shared?[name] != nil || recipient?[name] != nil {
            throw .header(name)
        }
        if let protected { try CriticalNames.check(in: protected) }
        if let zip = protected?["zip"], !zip.equals("DEF") { throw .header("zip") }

        func required(_ name: String) throws(JOSEError) -> String {
            let value = protected?[name] ?? shared?[name] ?? recipient?[name]
            guard let text = value?.string, !text.isEmpty else { throw .header(name) }
            return text
        }
        knownAlgorithm = KeyManagementAlgorithm(name: try required("alg"))
        knownContent = ContentEncryption(name: try required("enc"))
        for name in ["kid", "typ", "cty"] {
            if let value = self[name], value.kind != .string { throw .header(name) }
        }
    }

    /// The object that a protected header is.
    static func read(_ bytes: [UInt8]) throws(JOSEError) -> JSONValue {
        do {
            return try JSONDocument.object(parsing: bytes, limits: HeaderLimits.json)
        } catch {
            throw .json(part: "header", error)
        }
    }

    private static func checkDisjoint(_ parts: [JSONValue]) throws(JOSEError) {
        for (place, part) in parts.enumerated().dropFirst() {
            for (name, _) in part.members ?? [] where parts[..<place].contains(where: { $0[name] != nil }) {
                throw .header(name.excerpt(64))
            }
        }
    }

    /// The bytes of a parameter that is base64url; `nil` where there is none.
    ///
    /// - Throws: ``JOSEError/header(_:)`` for any other value.
    func bytes(of name: String) throws(JOSEError) -> [UInt8]? {
        guard let value = self[name] else { return nil }
        guard let text = value.string else { throw .header(name) }
        do {
            return try Base64URL.decode(text)
        } catch {
            throw .header(name)
        }
    }

    /// The public key that a sender made for one message (RFC 7518 §4.6.1.1). Whether it is a point of its
    /// curve, its use will show.
    ///
    /// - Throws: ``JOSEError/header(_:)`` when it is missing or malformed, ``JOSEError/decryptionFailed``
    ///   when its curve is none that any key here has.
    func ephemeralKey() throws(JOSEError) -> KeyMaterial {
        guard let object = self["epk"], object.kind == .object else { throw .header("epk") }
        do throws(JOSEError) {
            let material = try KeyMembers(object: object).material()
            guard material.curve != nil, !material.isPrivate else { throw JOSEError.header("epk") }
            return material
        } catch {
            if case .key(.unknownType) = error { throw .decryptionFailed }
            throw .header("epk")
        }
    }
}
