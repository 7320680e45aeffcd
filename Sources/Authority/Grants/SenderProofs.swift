// The desk of proofs of possession: what a sender says of its key is checked against this server, and is good once (RFC 9449).

internal import JOSE
package import OAuth
internal import Records
internal import SQL

/// A proof that was checked, but for whether it was used before.
package struct CheckedProof: Sendable {
    let proof: DPoPProof
    /// The second after which it is refused for its age.
    let expiresAt: Int

    package var keyThumbprint: String { proof.keyThumbprint }
}

/// Checks and remembers proofs.
package struct SenderProofs: Sendable {
    let issuer: Issuer
    let database: any SQLDatabase
    package let rules: DPoPRules
    /// What nonces are made of; `nil` where none are asked for. Each node has the same.
    let nonceKey: [UInt8]?

    init(issuer: Issuer, database: any SQLDatabase, nonceKey: DerivedKey?) {
        self.issuer = issuer
        self.database = database
        self.nonceKey = nonceKey?.code(of: "dpop")
        rules = DPoPRules()
    }

    /// The nonce for the next proof; `nil` where none is asked for.
    package func nonce(at now: Int) throws -> String? { try nonces()?.nonce(at: now) }

    private func nonces() throws(OAuthRefusal) -> DPoPNonces? {
        guard let nonceKey else { return nil }
        return try DPoPNonces(key: nonceKey)
    }

    /// Checks a proof against the request that it came with.
    ///
    /// - Parameters:
    ///   - path: of the request. The rest of its URL is the issuer's: what a Host header says is its sender's word.
    ///   - token: the access token that came along, if one did.
    /// - Throws: ``TokenRejection`` `proofInvalid` or `nonceRequired`.
    package func check(
        _ text: String,
        method: String,
        path: String,
        token: String?,
        at now: Int
    ) throws -> CheckedProof {
        let proof: DPoPProof
        do throws(DPoPFault) {
            proof = try DPoPProof(verifying: text, algorithms: rules.algorithms)
            try proof.check(method: method, url: TargetURI(issuer.origin + path), rules: rules, at: now)
            // Whether the token is bound to this very key is for whoever reads the token.
            if let token { try proof.check(token: token, boundTo: proof.keyThumbprint) }
        } catch {
            throw TokenRejection.proofInvalid(error)
        }
        if let nonces = try nonces() {
            guard let nonce = proof.nonce, nonces.accepts(nonce, at: now) else {
                throw TokenRejection.nonceRequired
            }
        }
        return CheckedProof(proof: proof, expiresAt: Int(proof.issuedAt) + rules.maximumAge + 1)
    }

    /// Uses a proof: of all requests that come with the same one, one passes.
    ///
    /// - Throws: ``TokenRejection/proofReplayed``.
    package func use(_ checked: CheckedProof) async throws {
        let mark = SecretDigest.of("dpop \(checked.keyThumbprint) \(checked.proof.identifier)")
        let isFirst = try await database.write { db in
            try UsedIdentifier.use(mark, until: checked.expiresAt, in: db)
        }
        guard isFirst else { throw TokenRejection.proofReplayed }
    }
}

extension ProvenSender {
    /// What a token is bound to must have come along, and a proof comes with no other token (RFC 9449 §7).
    func check(against token: VerifiedToken) throws(TokenRejection) {
        let bond = try Confirmation(in: token.claims)
        if let key = bond?.keyThumbprint {
            guard let keyThumbprint else { throw .proofMissing }
            guard keyThumbprint.hasBytes(of: key) else { throw .proofInvalid(.keyMismatch) }
        } else if keyThumbprint != nil {
            throw .proofInvalid(.tokenNotBound)
        }
        if let certificate = bond?.certificateThumbprint {
            guard let certificateThumbprint, certificateThumbprint.hasBytes(of: certificate) else {
                throw .certificateMismatch
            }
        }
    }
}
