// What the sender of a request proves to have: that to which a token is bound, or may be.

internal import Authority

enum SenderProof {
    /// The certificate of the connection.
    static func of(_ context: some ServerContext) async -> ProvenSender {
        ProvenSender(certificateThumbprint: await context.clientCertificate()?.thumbprint)
    }
}
