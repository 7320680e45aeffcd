// Who sent a request, as far as a key proves it: the header DPoP becomes a ProvenSender (RFC 9449 §4.3, §5, §7).

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import OAuth

/// Checks the proof that comes with a request.
struct ProveSender: Sendable {
    let proofs: SenderProofs

    /// The sender of a request to an endpoint of clients, where no token comes along. Its proof is used by this.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_dpop_proof` or `use_dpop_nonce`.
    func sender(of request: Request, _ context: some ServerContext, at now: Int) async throws -> ProvenSender
    {
        var sender = await ProveSender.withoutProof(context)
        guard !request.headers[values: .dpop].isEmpty else { return sender }
        do {
            let proof = try check(request, token: nil, at: now)
            try await proofs.use(proof)
            sender.keyThumbprint = proof.keyThumbprint
            return sender
        } catch TokenRejection.nonceRequired {
            throw OAuthRefusal(.useDPoPNonce, TokenRejection.nonceRequired.spoken)
        } catch let rejection as TokenRejection {
            throw OAuthRefusal(.invalidDPoPProof, rejection.spoken, detail: rejection.detail)
        }
    }

    /// The sender as far as the connection says: by its certificate (RFC 8705 §3).
    static func withoutProof(_ context: some ServerContext) async -> ProvenSender {
        ProvenSender(certificateThumbprint: await context.clientCertificate()?.thumbprint)
    }

    /// The proof that came with a token, by the scheme of DPoP. It is used (``SenderProofs/use(_:)``) when the token is found
    /// good: whoever has none makes us remember nothing.
    ///
    /// - Throws: ``TokenRejection``.
    func check(_ request: Request, token: String?, at now: Int) throws -> CheckedProof {
        let texts = request.headers[values: .dpop]
        guard let text = texts.first else { throw TokenRejection.proofMissing }
        guard texts.count == 1 else { throw TokenRejection.proofInvalid(.several) }
        return try proofs.check(
            text, method: request.method.rawValue, path: request.uri.path, token: token, at: now)
    }
}
