// The keys that an issuer publishes (RFC 7517 §5).

/// A set of keys that verify. A token's `kid` chooses one.
public struct JWKSet: Sendable {
    /// The usable keys, in the order of the set.
    public let keys: [VerificationKey]

    /// The keys of the set that can't be used here, and why: what an operator looks for when a token's key is unknown.
    public let skipped: [SkippedKey]

    /// A key that was skipped (RFC 7517 §5).
    public struct SkippedKey: Hashable, Sendable {
        /// The place in the set, from 0.
        public let index: Int
        /// The `kid`, where one could be read.
        public let keyID: String?
        /// Why it can't be used.
        public let reason: JOSEError
    }

    /// A set of keys that are loaded already.
    public init(keys: [VerificationKey]) {
        self.keys = keys
        skipped = []
    }

    /// Reads a set.
    ///
    /// Keys of unknown types, for other uses, without a usable algorithm, or symmetric ones are skipped (RFC
    /// 7517 §5): they can never be chosen. A key that names no `alg` is pinned to the one of `algorithms`
    /// that fits it, the first in the order of `SignatureAlgorithm.allCases`.
    ///
    /// - Throws: ``JOSEError`` when the set is not strict JSON, has no `keys`, or names a `kid` twice.
    public init(
        parsing bytes: [UInt8],
        algorithms: Set<SignatureAlgorithm>
    ) throws(JOSEError) {
        var keys: [VerificationKey] = []
        var skipped: [SkippedKey] = []
        for (index, member) in try JWKSet.members(parsing: bytes).enumerated() {
            do throws(JOSEError) {
                let key = try JWKSet.usable(member, algorithms)
                if let kid = key.keyID, keys.contains(where: { $0.keyID?.hasBytes(of: kid) ?? false }) {
                    throw JOSEError.key(.duplicateID(kid.excerpt(64)))
                }
                keys.append(key)
            } catch {
                if case .key(.duplicateID) = error { throw error }
                // The rule of RFC 7517 §5: what can't be used is ignored.
                let kid = member["kid"].flatMap { $0.byteCount <= JWK.limits.length ? $0.string : nil }
                skipped.append(SkippedKey(index: index, keyID: kid?.excerpt(64), reason: error))
            }
        }
        self.keys = keys
        self.skipped = skipped
    }

    /// The members of `keys`, each an unread key.
    static func members(parsing bytes: [UInt8]) throws(JOSEError) -> [JSONValue] {
        do throws(JSONFault) {
            let set = try JSONDocument.object(parsing: bytes, limits: JSONLimits(length: 1_048_576, depth: 8))
            guard let keys = set["keys"]?.elements else { throw JSONFault.wrongKind(expected: "a key set") }
            return keys
        } catch {
            throw .json(part: "key set", error)
        }
    }

    private static func usable(
        _ member: JSONValue,
        _ algorithms: Set<SignatureAlgorithm>
    ) throws(JOSEError) -> VerificationKey {
        guard member.kind == .object else { throw .json(part: "key", .wrongKind(expected: "an object")) }
        // As long as a key that stands alone, so that a kid of a megabyte is copied nowhere.
        guard member.byteCount <= JWK.limits.length else {
            throw .json(part: "key", .tooLong(limit: JWK.limits.length))
        }
        let jwk = try JWK(member)
        // A set is published: a secret in it is everyone's, and must never verify anything.
        guard !jwk.isSymmetric else { throw .key(.symmetric) }
        if jwk.algorithm != nil {
            let key = try VerificationKey(jwk: jwk, algorithm: nil)
            guard algorithms.contains(key.algorithm) else { throw .algorithmNotAllowed(key.algorithm.name) }
            return key
        }
        let fitting = SignatureAlgorithm.allCases.first {
            algorithms.contains($0) && $0.row.keyType == jwk.material.type
                && $0.row.curve == jwk.material.curve
        }
        return try VerificationKey(jwk: jwk, algorithm: fitting)
    }

    /// The key that a token's `kid` names, compared by bytes; without a `kid`, the only key of the set.
    public func key(id: String?) -> VerificationKey? {
        guard let id else { return keys.count == 1 ? keys.first : nil }
        return keys.first { key in key.keyID?.hasBytes(of: id) ?? false }
    }

    /// The set as JSON: public members only, and no shared secret, not even its labels.
    public var json: [UInt8] {
        JSONWriter.object { json in
            json.array("keys", keys.filter { !$0.algorithm.isSymmetric }) { json, key in
                key.jwk.writePublic(to: &json)
            }
        }
    }
}
