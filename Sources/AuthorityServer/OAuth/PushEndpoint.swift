// The endpoint for pushed authorization requests (RFC 9126 §2): a form becomes a request, and its name the answer.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import OAuth

struct PushEndpoint: Sendable {
    let authority: Authority
    let guarding: AuthenticateClient
    let proving: ProveSender
    let place: ServerPlace
    /// Anyone can come as a public client, or register one, and fill the table in its name.
    private let throttle = RequestThrottle(requests: 60, seconds: 60)

    init(authority: Authority, guarding: AuthenticateClient, proving: ProveSender, place: ServerPlace) {
        self.authority = authority
        self.guarding = guarding
        self.proving = proving
        self.place = place
    }

    /// `POST /oauth/par`
    func push(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let form = try await FormBody(of: request)
        let client = try await guarding.client(of: request, context, form: form, at: now)
        if !client.isVouchedFor { try throttle.admit(place.clientAddress(of: request, context), at: now) }
        let sender = try await proving.sender(of: request, context, at: now)
        let pushed = try await authority.authorizations.push(
            form.parameters.pairs, by: client, sender: sender, at: now)
        return Answer.secret(
            .created,
            JSONWriter.object { json in
                json.member("request_uri", pushed.uri)
                json.member("expires_in", pushed.expiresIn)
            })
    }
}
