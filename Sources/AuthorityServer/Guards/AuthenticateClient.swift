// Which program is asking at the OAuth endpoints (RFC 6749 §2.3): what it sent becomes a proof, which the authority checks.

internal import Authority
internal import Hummingbird
internal import JOSE
internal import OAuth

/// Turns the credentials of a client into a ``ClientCaller``.
struct AuthenticateClient: Sendable {
    let clients: Clients

    /// - Throws: ``OAuthRefusal`` `invalid_client`, or `invalid_request` for two ways at once (RFC 6749 §2.3).
    func client(
        of request: Request,
        _ context: some ServerContext,
        form: FormBody? = nil,
        at now: Int
    ) async throws -> ClientCaller {
        var (id, proof) = try credentials(of: request, form)
        // A certificate proves who asks only where nothing else is said to (RFC 8705 §2).
        if case .none = proof, let shown = await context.clientCertificate() { proof = .certificate(shown) }
        return try await clients.authenticate(id: id, proof: proof, at: now)
    }

    /// The same for an endpoint that tells nothing to a client that can't prove itself.
    func proven(
        of request: Request,
        _ context: some ServerContext,
        form: FormBody? = nil,
        at now: Int
    ) async throws -> ClientCaller {
        let caller = try await client(of: request, context, form: form, at: now)
        guard caller.isProven else {
            throw OAuthRefusal(
                .invalidClient, "a public client, which can't prove who it is, is not told this")
        }
        return caller
    }

    private func credentials(
        of request: Request,
        _ form: FormBody?
    ) throws(OAuthRefusal) -> (id: String, proof: ClientProof) {
        let (named, posted) = (form?.value("client_id"), form?.value("client_secret"))
        let credentials = try Credentials(of: request)
        if let assertion = try AuthenticateClient.assertion(in: form) {
            guard credentials == nil, posted == nil else {
                throw OAuthRefusal(
                    .invalidRequest,
                    "a client proves itself in one way: by its assertion or by its secret, not by both")
            }
            guard named.map({ $0.hasBytes(of: assertion.unverifiedClientID) }) ?? true else {
                throw OAuthRefusal(
                    .invalidRequest, "client_id and the client assertion name different clients")
            }
            return (assertion.unverifiedClientID, .assertion(assertion))
        }
        switch credentials {
        case .password(let username, let password):
            // Each half was encoded like a form's value before the two were joined (RFC 6749 §2.3.1).
            let (id, secret) = (FormParameters.decoded(username), FormParameters.decoded(password))
            guard posted == nil, named.map({ $0.hasBytes(of: id) }) ?? true else {
                throw OAuthRefusal(
                    .invalidRequest, "send the client's secret in the header or in the form, not in both")
            }
            return (id, secret.isEmpty ? .none : .secret(secret))
        case .bearer, .dpop:
            throw OAuthRefusal(
                .invalidClient, "a client proves itself with its id and its secret, not with a token")
        case nil:
            guard let named else {
                throw OAuthRefusal(
                    .invalidClient, "which client is asking? Send client_id, and what proves it")
            }
            return (named, posted.map { .secret($0) } ?? .none)
        }
    }

    /// The parameters of RFC 7521 §4.2: both or none.
    private static func assertion(in form: FormBody?) throws(OAuthRefusal) -> ClientAssertion? {
        let (type, text) = (form?.value("client_assertion_type"), form?.value("client_assertion"))
        if type == nil, text == nil { return nil }
        guard let type, let text, type.hasBytes(of: ClientAssertion.type) else {
            throw OAuthRefusal(
                .invalidRequest,
                "a client assertion comes as client_assertion with client_assertion_type \(ClientAssertion.type)"
            )
        }
        return try ClientAssertion(text)
    }
}
