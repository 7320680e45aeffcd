// What a server asks of a proof of possession besides what RFC 9449 asks of every one.

public import JOSE

/// Which proofs are taken, and for how long.
public struct DPoPRules: Sendable {
    /// The algorithms that may sign a proof.
    public let algorithms: Set<SignatureAlgorithm>
    /// Seconds after `iat` for which a proof is taken; as long as that it is remembered, so that nobody uses it twice.
    public let maximumAge: Int
    /// Seconds by which `iat` may lie ahead.
    public let leeway: Int

    /// The algorithms that proofs are signed with by default: elliptic curves and RSASSA-PSS. Those with large keys make
    /// large headers, and PKCS#1 v1.5 is kept for peers that know no other (RFC 8725 §3.2).
    public static let algorithms: Set<SignatureAlgorithm> = [
        .es256, .ed25519, .edDSA, .es384, .es512, .ps256, .ps384, .ps512,
    ]

    /// Rules for proofs.
    ///
    /// - Parameters:
    ///   - algorithms: those that may sign; shared secrets never can (RFC 9449 §4.3).
    ///   - maximumAge: from 1 to 3600 seconds; what lies outside is set to the nearest.
    ///   - leeway: from 0 to 300 seconds; what lies outside is set to the nearest.
    public init(
        algorithms: Set<SignatureAlgorithm> = DPoPRules.algorithms,
        maximumAge: Int = 300,
        leeway: Int = 10
    ) {
        self.algorithms = algorithms.filter { !$0.isSymmetric }
        self.maximumAge = min(max(1, maximumAge), 3_600)
        self.leeway = min(max(0, leeway), 300)
    }

    /// The names of the algorithms, as `dpop_signing_alg_values_supported` and `algs` list them: always in one order.
    public var algorithmNames: [String] {
        SignatureAlgorithm.allCases.filter(algorithms.contains).map(\.name)
    }
}
