// A JSON Web Key as it is written (RFC 7517 §4): its members, read strictly and not yet trusted for anything.

/// The members of a JSON Web Key that this library uses. Unknown members are ignored (RFC 7517 §4).
public struct JWK: Hashable, Sendable {
    /// `kid`, with which a token says which key signed it.
    public let keyID: String?
    /// `alg`, the one algorithm that the key is for.
    public let algorithm: String?
    /// `use`: `sig` or `enc`.
    public let use: String?
    /// `key_ops`.
    public let operations: [String]?

    let curve: Curve
    let x: [UInt8]
    let y: [UInt8]?
    let d: [UInt8]?

    /// Whether the private half is in it.
    public var isPrivate: Bool { d != nil }

    /// Reads a key.
    ///
    /// - Throws: ``JOSEError/json(part:_:)`` or ``JOSEError/key(_:)``; the latter with
    ///   ``KeyFault/unknownType(_:)`` for a key type or curve that this library does not know, which a key
    ///   set skips.
    public init(parsing bytes: [UInt8]) throws(JOSEError) {
        let object: JSONValue
        do {
            object = try JSONDocument.object(parsing: bytes, limits: JSONLimits(length: 65_536, depth: 8))
        } catch {
            throw .json(part: "key", error)
        }
        try self.init(object)
    }

    init(_ object: JSONValue) throws(JOSEError) {
        let type = try JWK.text("kty", of: object)
        guard let type else { throw .key(.memberMissing("kty")) }
        guard KeyType(rawValue: type) != nil else { throw .key(.unknownType(type.excerpt(32))) }
        guard let name = try JWK.text("crv", of: object) else { throw .key(.memberMissing("crv")) }
        guard let curve = Curve(rawValue: name), curve.keyType.rawValue == type else {
            throw .key(.unknownType(name.excerpt(32)))
        }
        guard let x = try JWK.number("x", of: object, curve) else { throw .key(.memberMissing("x")) }
        self.curve = curve
        self.x = x
        // Only an EC key has a y; in another it is an unknown member, and would change the thumbprint (RFC
        // 8037 §2).
        y = curve.keyType == .ec ? try JWK.number("y", of: object, curve) : nil
        if curve.keyType == .ec, y == nil { throw .key(.memberMissing("y")) }
        d = try JWK.number("d", of: object, curve)
        keyID = try JWK.text("kid", of: object)
        algorithm = try JWK.text("alg", of: object)
        use = try JWK.text("use", of: object)
        guard let operations = object["key_ops"] else {
            self.operations = nil
            return
        }
        let names = operations.elements?.compactMap(\.string)
        guard let names, names.count == operations.elements?.count else {
            throw .key(.memberInvalid("key_ops"))
        }
        self.operations = names
    }

    init(
        curve: Curve,
        x: [UInt8],
        y: [UInt8]?,
        d: [UInt8]?,
        keyID: String?,
        algorithm: SignatureAlgorithm
    ) {
        self.curve = curve
        self.x = x
        self.y = y
        self.d = d
        self.keyID = keyID
        self.algorithm = algorithm.name
        use = "sig"
        operations = nil
    }

    func with(keyID: String, algorithm: SignatureAlgorithm) -> JWK {
        JWK(curve: curve, x: x, y: y, d: d, keyID: keyID, algorithm: algorithm)
    }

    private static func text(_ name: String, of object: JSONValue) throws(JOSEError) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.string else { throw .key(.memberInvalid(name)) }
        return text
    }

    private static func number(
        _ name: String,
        of object: JSONValue,
        _ curve: Curve
    ) throws(JOSEError) -> [UInt8]? {
        guard let text = try text(name, of: object) else { return nil }
        let bytes = try Base64URL.decode(text, part: "key member \(name)")
        // Fixed length, padded on the left (RFC 7518 §6.2.1.2): a short number is another spelling of the
        // same key.
        guard bytes.count == curve.length else { throw .key(.memberInvalid(name)) }
        return bytes
    }
}
