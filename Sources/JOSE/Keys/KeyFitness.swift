// Whether a key may do what it is about to be used for: one algorithm, the right use, the right operation.

enum KeyFitness {
    /// What a key is loaded for.
    enum Operation: String {
        case sign, verify
    }

    /// The one algorithm that the key is bound to.
    ///
    /// A key that names its algorithm keeps it; one that does not is pinned by the caller (RFC 8725bis: each
    /// key is used with exactly one algorithm).
    static func algorithm(
        of jwk: JWK,
        asked: SignatureAlgorithm?,
        for operation: Operation
    ) throws(KeyFault) -> SignatureAlgorithm {
        if let use = jwk.use, use != "sig" { throw .use(use.excerpt(32)) }
        if let operations = jwk.operations, !operations.contains(operation.rawValue) {
            throw .operation(operation.rawValue)
        }
        let algorithm: SignatureAlgorithm
        if let name = jwk.algorithm {
            guard let bound = SignatureAlgorithm(name: name) else { throw .unknownType(name.excerpt(32)) }
            if let asked, asked != bound { throw .algorithm(bound: bound.name, asked: asked.name) }
            algorithm = bound
        } else if let asked {
            algorithm = asked
        } else {
            throw .algorithmMissing
        }
        guard algorithm.row.curve == jwk.curve else { throw .typeMismatch(algorithm: algorithm.name) }
        return algorithm
    }
}
