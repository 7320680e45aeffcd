// The keys that an issuer publishes (RFC 7517 §5).

/// A set of public keys. A token's `kid` chooses one.
public struct JWKSet: Sendable {
    /// The usable keys, in the order of the set.
    public let keys: [VerificationKey]

    /// A set of keys that are loaded already.
    public init(keys: [VerificationKey]) { self.keys = keys }

    /// Reads a set.
    ///
    /// Keys of unknown types, for other uses, without a usable algorithm, or symmetric ones are skipped (RFC
    /// 7517 §5): they can never be chosen. A key that names no `alg` is pinned to the one of `algorithms`
    /// that fits it, the first in the order of ``SignatureAlgorithm/allCases``.
    ///
    /// - Throws: ``JOSEError`` when the set is not strict JSON, has no `keys`, or names a `kid` twice.
    public init(
        parsing bytes: [UInt8],
        algorithms: Set<SignatureAlgorithm>
    ) throws(JOSEError) {
        let members: [JSONValue]
        do throws(JSONFault) {
            let set = try JSONDocument.object(parsing: bytes, limits: JSONLimits(length: 1_048_576, depth: 8))
            guard let keys = set["keys"]?.elements else { throw JSONFault.wrongKind(expected: "a key set") }
            members = keys
        } catch {
            throw .json(part: "key set", error)
        }
        var keys: [VerificationKey] = []
        for member in members {
            guard let key = JWKSet.usable(member, algorithms) else { continue }
            if let kid = key.keyID,
                keys.contains(where: { $0.keyID.map { $0.utf8.elementsEqual(kid.utf8) } ?? false })
            {
                throw .key(.duplicateID(kid.excerpt(64)))
            }
            keys.append(key)
        }
        self.keys = keys
    }

    private static func usable(_ member: JSONValue, _ algorithms: Set<SignatureAlgorithm>) -> VerificationKey?
    {
        do {
            let jwk = try JWK(member)
            if jwk.algorithm != nil {
                let key = try VerificationKey(jwk: jwk, algorithm: nil)
                return algorithms.contains(key.algorithm) ? key : nil
            }
            let fitting = SignatureAlgorithm.allCases.first {
                algorithms.contains($0) && $0.row.curve == jwk.curve
            }
            return try fitting.map { try VerificationKey(jwk: jwk, algorithm: $0) }
        } catch {
            return nil  // the rule of RFC 7517 §5: what can't be used is ignored
        }
    }

    /// The key that a token's `kid` names, compared by bytes; without a `kid`, the only key of the set.
    public func key(id: String?) -> VerificationKey? {
        guard let id else { return keys.count == 1 ? keys.first : nil }
        return keys.first { key in key.keyID.map { $0.utf8.elementsEqual(id.utf8) } ?? false }
    }

    /// The set as JSON: public members only.
    public var json: [UInt8] {
        JSONWriter.object { json in
            json.array("keys", keys) { json, key in key.jwk.writePublic(to: &json) }
        }
    }
}
