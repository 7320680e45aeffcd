// Whether a key may do what it is about to be used for: one algorithm, the right use, the right operation, enough bits.

enum KeyFitness {
    /// What a key is loaded for, by the names that `key_ops` has for it (RFC 7517 §4.3).
    enum Purpose {
        case sign, verify, encrypt, decrypt

        var use: String {
            switch self {
            case .sign, .verify: "sig"
            case .encrypt, .decrypt: "enc"
            }
        }
    }

    /// The one signature algorithm that the key is bound to.
    ///
    /// A key that names its algorithm keeps it; one that does not is pinned by the caller (RFC 8725bis: each key is used
    /// with exactly one algorithm).
    static func algorithm(
        of jwk: JWK,
        asked: SignatureAlgorithm?,
        for purpose: Purpose
    ) throws(KeyFault) -> SignatureAlgorithm {
        try check(jwk, for: purpose, operations: [purpose == .sign ? "sign" : "verify"])
        let algorithm: SignatureAlgorithm
        if let name = jwk.algorithm {
            guard let bound = SignatureAlgorithm(name: name) else {
                throw .unknownAlgorithm(name.excerpt(32))
            }
            if let asked, asked != bound { throw .algorithm(bound: bound.name, asked: asked.name) }
            algorithm = bound
        } else if let asked {
            algorithm = asked
        } else {
            throw .algorithmMissing
        }
        guard algorithm.row.keyType == jwk.material.type, algorithm.row.curve == jwk.material.curve else {
            throw .typeMismatch(algorithm: algorithm.name)
        }
        if case .akp(let own, _, _) = jwk.material, own != algorithm {
            throw .typeMismatch(algorithm: algorithm.name)
        }
        try checkStrength(of: jwk.material, secret: algorithm.row.hash.rawValue)
        return algorithm
    }

    /// Refuses a key whose `use` or `key_ops` say that it is for something else, or contradict each other.
    static func check(_ jwk: JWK, for purpose: Purpose, operations: [String]) throws(KeyFault) {
        if let use = jwk.use, !use.hasBytes(of: purpose.use) { throw .use(use.excerpt(32)) }
        guard let listed = jwk.operations else { return }
        guard listed.contains(where: { name in operations.contains { $0.hasBytes(of: name) } }) else {
            throw .operation(operations[0])
        }
        // A key for signatures encrypts nothing, and the other way round (RFC 7517 §4.3).
        let signing = listed.contains { $0 == "sign" || $0 == "verify" }
        let others = listed.contains { $0 != "sign" && $0 != "verify" }
        guard !(signing && others) else { throw .memberInvalid("key_ops") }
    }

    /// Refuses keys that are too weak, or of a form that no honest peer makes.
    ///
    /// - Parameter secret: bytes that a shared secret must have.
    static func checkStrength(of material: KeyMaterial, secret length: Int) throws(KeyFault) {
        switch material {
        case .oct(let secret?):
            // As long as the hash (RFC 7518 §3.2): an empty secret is everyone's.
            guard secret.count >= length else {
                throw .tooWeak("a secret of \(length) bytes or more is needed")
            }
        case .rsa(let n, let e, _): try checkRSA(n, e)
        case .oct, .ec, .okp, .akp: break
        }
    }

    private static func checkRSA(_ n: [UInt8], _ e: [UInt8]) throws(KeyFault) {
        let bits = n.count * 8 - (n.first?.leadingZeroBitCount ?? 0)
        // RFC 7518 §3.3 asks for 2048; above 16384 a single check would take a stranger's time from everyone.
        guard bits >= 2_048 else { throw .tooWeak("an RSA modulus of 2048 bits or more is needed") }
        guard bits <= 16_384, let lowest = n.last, lowest & 1 == 1 else { throw .memberInvalid("n") }
        // Odd and at least 65537: 1 signs nothing, and small ones have a history (RFC 8017 §3.1, SP 800-56B §6.2).
        guard let odd = e.last, odd & 1 == 1, e.count <= 4, e.reduce(0, { $0 << 8 | Int($1) }) >= 65_537
        else {
            throw .memberInvalid("e")
        }
    }
}
