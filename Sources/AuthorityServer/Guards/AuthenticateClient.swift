// Which program is asking at the OAuth endpoints: client_secret_basic or client_secret_post (RFC 6749 §2.3.1).

internal import Authority
internal import Hummingbird
internal import OAuth

/// Turns the credentials of a client into a ``ClientCaller``.
struct AuthenticateClient: Sendable {
    let clients: Clients

    /// What RFC 8414 calls the two ways.
    static let methods = ["client_secret_basic", "client_secret_post"]

    /// - Parameter form: where the endpoint also takes `client_id` and `client_secret` as parameters.
    /// - Throws: ``OAuthRefusal`` `invalid_client`, or `invalid_request` for two ways at once (RFC 6749 §2.3).
    func client(of request: Request, form: FormBody? = nil, at now: Int) async throws -> ClientCaller {
        let (id, secret) = try credentials(of: request, form)
        return try await clients.authenticate(id: id, secret: secret, at: now)
    }

    private func credentials(
        of request: Request,
        _ form: FormBody?
    ) throws(OAuthRefusal) -> (id: String, secret: String) {
        let (named, posted) = (form?.value("client_id"), form?.value("client_secret"))
        switch try Credentials(of: request) {
        case .password(let username, let password):
            // Each half was encoded like a form's value before the two were joined (RFC 6749 §2.3.1).
            let (id, secret) = (FormParameters.decoded(username), FormParameters.decoded(password))
            guard posted == nil, named.map({ $0.utf8.elementsEqual(id.utf8) }) ?? true else {
                throw OAuthRefusal(
                    .invalidRequest, "send the client's secret in the header or in the form, not in both")
            }
            return (id, secret)
        case .bearer:
            throw OAuthRefusal(
                .invalidClient, "a client proves itself with its id and its secret, not with a token")
        case nil:
            guard let named, let posted else {
                throw OAuthRefusal(
                    .invalidClient, "which client is asking? Send its id and its secret as Basic credentials")
            }
            return (named, posted)
        }
    }
}
