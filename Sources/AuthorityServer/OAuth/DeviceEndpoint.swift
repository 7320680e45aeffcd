// The device authorization endpoint (RFC 8628 §3.1): a device asks for its two codes.

internal import Authority
internal import Hummingbird
internal import JOSE
internal import OAuth

struct DeviceEndpoint: Sendable {
    let authority: Authority
    let guarding: AuthenticateClient
    let proving: ProveSender
    let place: ServerPlace
    /// Anyone can come as a public client, or register one, and fill the table in its name.
    private let throttle = RequestThrottle(requests: 30, seconds: 60)

    init(authority: Authority, guarding: AuthenticateClient, proving: ProveSender, place: ServerPlace) {
        self.authority = authority
        self.guarding = guarding
        self.proving = proving
        self.place = place
    }

    /// `POST /oauth/device_authorization`
    func begin(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let form = try await FormBody(of: request)
        let client = try await guarding.client(of: request, context, form: form, at: now)
        if !client.isVouchedFor { try throttle.admit(place.clientAddress(of: request, context), at: now) }
        let new = try await authority.devices.begin(
            form.parameters.pairs, by: client,
            sender: try await proving.sender(of: request, context, at: now),
            from: place.clientAddress(of: request, context), at: now)
        let page = authority.issuer.url("/device")
        return Answer.secret(
            .ok,
            JSONWriter.object { json in
                json.member("device_code", new.deviceCode)
                json.member("user_code", new.userCode)
                json.member("verification_uri", page)
                json.member(
                    "verification_uri_complete",
                    "\(page)?\(FormParameters.text([("user_code", new.userCode)]))")
                json.member("expires_in", new.expiresIn)
                json.member("interval", new.pace)
            })
    }
}
