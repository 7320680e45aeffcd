// Whether whoever sent a token may have it: the bonds of a token against what came along with it.

internal import JOSE
internal import OAuth

/// The last step of a verification: what the token is bound to, its sender must show. It is asked again at each use of a
/// token, remembered or not.
struct SenderCheck: Sendable {
    let constraint: SenderConstraint
    private let replays: ReplayGuard

    init(_ constraint: SenderConstraint) {
        self.constraint = constraint
        replays = ReplayGuard(capacity: constraint.remembered, maximumAge: constraint.rules.maximumAge)
    }

    /// Checks the sender of a token that is good in itself.
    ///
    /// - Parameters:
    ///   - bond: the token's `cnf`.
    ///   - token: its text, as it came in.
    /// - Throws: the ``TokenRejection`` that says which proof is missing or wrong.
    func check(
        _ bond: Confirmation?,
        of token: String,
        presented: TokenPresentation,
        at now: Int
    ) throws(TokenRejection) {
        guard let bond else {
            // RFC 9449 §7.1: the scheme promises a bond; a token without one was not issued for it.
            guard presented.scheme == .bearer else { throw .proofInvalid(.tokenNotBound) }
            guard !constraint.isRequired else {
                throw .refused([
                    ClaimViolation(.confirmation, .missing, expected: "jkt or x5t#S256", found: nil)
                ])
            }
            return
        }
        guard bond.accepts(certificate: presented.certificate) else { throw .certificateMismatch }
        guard let thumbprint = bond.keyThumbprint else {
            guard presented.scheme == .bearer else { throw .proofInvalid(.tokenNotBound) }
            return
        }
        // RFC 9449 §7.2: as a bearer token it would be anybody's who stole it.
        guard presented.scheme == .dpop, let text = presented.proofs.first else { throw .proofMissing }
        let proof: DPoPProof
        do throws(DPoPFault) {
            guard presented.proofs.count == 1 else { throw DPoPFault.several }
            proof = try DPoPProof(verifying: text, algorithms: constraint.rules.algorithms)
            try proof.check(
                method: presented.method, url: TargetURI(presented.url), rules: constraint.rules, at: now)
            try proof.check(token: token, boundTo: thumbprint)
        } catch {
            throw .proofInvalid(error)
        }
        if let nonces = constraint.nonces {
            guard let nonce = proof.nonce, nonces.accepts(nonce, at: now) else { throw .nonceRequired }
        }
        // Last, so that a proof that is refused for another reason is not used up.
        switch replays.admit(proof, at: now) {
        case .new: return
        case .used: throw .proofReplayed
        case .forgotten: throw .proofInvalid(.tooOld)
        case .full: throw .proofsUnavailable
        }
    }
}
