// A JSON Web Key as it is written (RFC 7517 §4): its members, read strictly and not yet trusted for anything.

/// The members of a JSON Web Key that this library uses. Unknown members are ignored (RFC 7517 §4).
///
/// A key does nothing by itself: ``SigningKey``, ``VerificationKey``, ``EncryptionKey`` and ``DecryptionKey`` are made
/// of it, each bound to one algorithm. Printing it shows no key material.
public struct JWK: Hashable, Sendable, CustomStringConvertible {
    /// `kid`, with which a token says which key it means.
    public let keyID: String?
    /// `alg`, the one algorithm that the key is for.
    public let algorithm: String?
    /// `use`: `sig` or `enc`.
    public let use: String?
    /// `key_ops`.
    public let operations: [String]?

    let material: KeyMaterial

    /// How much of a key is read.
    static let limits = JSONLimits(length: 65_536, depth: 8)

    /// `kty`.
    public var type: String { material.type.rawValue }

    /// `crv`; `nil` for key types that have no curve.
    public var curve: String? { material.curve?.rawValue }

    /// Whether the private half, or a shared secret, is in it.
    public var isPrivate: Bool { material.isPrivate }

    /// Whether this is a shared secret, of which nothing may be published.
    public var isSymmetric: Bool { material.type == .oct }

    /// Type, algorithm and `kid`; no key material.
    public var description: String {
        let labels = [curve, algorithm, keyID.map { "kid \($0.excerpt(64))" }].compactMap { $0 }
        return "JWK(\(([type] + labels).joined(separator: ", ")))"
    }

    /// Reads a key.
    ///
    /// - Throws: ``JOSEError/json(part:_:)``, ``JOSEError/base64URL(part:)`` or ``JOSEError/key(_:)``; the last with
    ///   ``KeyFault/unknownType(_:)`` for a key type or curve that this library does not know, which a key set skips.
    public init(parsing bytes: [UInt8]) throws(JOSEError) {
        let object: JSONValue
        do {
            object = try JSONDocument.object(parsing: bytes, limits: JWK.limits)
        } catch {
            throw .json(part: "key", error)
        }
        try self.init(object)
    }

    init(_ object: JSONValue) throws(JOSEError) {
        let members = KeyMembers(object: object)
        material = try members.material()
        keyID = try members.text("kid")
        algorithm = try members.text("alg")
        use = try members.text("use")
        guard let operations = object["key_ops"] else {
            self.operations = nil
            return
        }
        let names = operations.elements?.compactMap(\.string)
        // An operation that is named twice is refused (RFC 7517 §4.3).
        guard let names, names.count == operations.elements?.count, Set(names).count == names.count else {
            throw .key(.memberInvalid("key_ops"))
        }
        self.operations = names
    }

    init(
        _ material: KeyMaterial, keyID: String?, algorithm: String?, use: String?, operations: [String]? = nil
    ) {
        self.material = material
        self.keyID = keyID
        self.algorithm = algorithm
        self.use = use
        self.operations = operations
    }

    /// The same key for one algorithm, under a name.
    func bound(to algorithm: String, use: String, keyID: String?) -> JWK {
        JWK(material, keyID: keyID, algorithm: algorithm, use: use)
    }

    /// The same key under other labels; those that are left out stay as they are.
    ///
    /// - Parameters:
    ///   - keyID: a new `kid`.
    ///   - algorithm: the `alg` of a key that names none.
    ///   - use: the `use` of a key that names none.
    /// - Throws: ``JOSEError/key(_:)`` when the key names another algorithm or use: it is bound to the one it has.
    public func labelled(
        keyID: String? = nil,
        algorithm: String? = nil,
        use: String? = nil
    ) throws(JOSEError) -> JWK {
        if let bound = self.algorithm, let algorithm, !bound.hasBytes(of: algorithm) {
            throw .key(.algorithm(bound: bound.excerpt(32), asked: algorithm.excerpt(32)))
        }
        if let bound = self.use, let use, !bound.hasBytes(of: use) { throw .key(.use(bound.excerpt(32))) }
        return JWK(
            material, keyID: keyID ?? self.keyID, algorithm: self.algorithm ?? algorithm,
            use: self.use ?? use,
            operations: operations)
    }

    /// The key without its private half.
    ///
    /// - Throws: ``JOSEError/key(_:)`` with ``KeyFault/symmetric`` for a shared secret, which has no public half.
    public func publicHalf() throws(JOSEError) -> JWK {
        guard !isSymmetric else { throw .key(.symmetric) }
        return withoutSecrets
    }

    /// Labels and public numbers; of a shared secret only the labels.
    var withoutSecrets: JWK {
        // What the private half may do says nothing about the public one.
        JWK(
            material.publicHalf, keyID: keyID, algorithm: algorithm, use: use,
            operations: isPrivate ? nil : operations)
    }
}
