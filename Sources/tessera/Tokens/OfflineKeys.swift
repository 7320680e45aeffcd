// The keys that a file gives for verifying, without asking anyone.

internal import JOSE

/// One key, or a set of which a token's `kid` chooses.
struct OfflineKeys {
    /// The algorithms that may sign.
    let algorithms: Set<SignatureAlgorithm>
    private let only: VerificationKey?
    private let set: JWKSet

    /// Reads the keys; `nil` when neither file is named.
    ///
    /// - Parameter named: the algorithms that the caller allows; empty for the key's own, or all of public keys.
    init?(key: String?, jwks: String?, algorithms named: Set<SignatureAlgorithm>) throws {
        if let key {
            let jwk = try KeyFile.key(key)
            do {
                let loaded = try VerificationKey(jwk: jwk, algorithm: named.count == 1 ? named.first : nil)
                only = loaded
                algorithms = named.isEmpty ? [loaded.algorithm] : named
            } catch JOSEError.key(.algorithmMissing) {
                throw Failure(
                    .usage, "\(key) does not say which algorithm it is for; name it with --algorithm")
            } catch {
                throw KeyFile.failure(key, error)
            }
            set = JWKSet(keys: [])
            return
        }
        guard let jwks else { return nil }
        only = nil
        algorithms = named.isEmpty ? SignatureAlgorithm.asymmetric : named
        do {
            set = try JWKSet(parsing: Array(Secrets.read(jwks).utf8), algorithms: algorithms)
        } catch let error as JOSEError {
            throw KeyFile.failure(jwks, error)
        }
    }

    /// The key that a token is to be checked with.
    func key(for header: JOSEHeader) throws(TokenRejection) -> VerificationKey {
        if let only { return only }
        if let key = set.key(id: header.keyID) { return key }
        for skipped in set.skipped where skipped.keyID?.utf8.elementsEqual((header.keyID ?? "").utf8) ?? false
        {
            Terminal.note(
                "tessera: the set has key \(skipped.index + 1), but it can't be used: \(skipped.reason.sentence)"
            )
        }
        throw .keyNotFound(kid: header.keyID)
    }
}
