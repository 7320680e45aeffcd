// The registration endpoint (RFC 7591 §3) and that of each registration (RFC 7592 §2).

internal import Authority
internal import Hummingbird
internal import JOSE
internal import OAuth

struct RegistrationRoutes: Sendable {
    let authority: Authority
    let place: ServerPlace
    /// Nobody has to say who they are where registration is open.
    private let throttle = RequestThrottle(requests: 30, seconds: 60)

    init(authority: Authority, place: ServerPlace) {
        self.authority = authority
        self.place = place
    }

    /// `POST /oauth/register`
    func register(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        try throttle.admit(place.clientAddress(of: request, context), at: now)
        let token = try RegistrationRoutes.token(of: request)
        let said = try await RegistrationRoutes.metadata(of: request)
        let new = try await authority.registrations.register(said, initial: token, at: now)
        return Answer.secret(.created, json(new))
    }

    /// `GET /oauth/register/{id}`
    func show(_ request: Request, _ context: some ServerContext) async throws -> Response {
        let token = try RegistrationRoutes.token(of: request) ?? ""
        return Answer.secret(
            .ok, json(try await authority.registrations.show(Self.id(context), token: token)))
    }

    /// `PUT /oauth/register/{id}`
    func change(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        try throttle.admit(place.clientAddress(of: request, context), at: now)
        let token = try RegistrationRoutes.token(of: request) ?? ""
        let said = try await RegistrationRoutes.metadata(of: request)
        let changed = try await authority.registrations.change(
            Self.id(context), token: token, to: said, at: now)
        return Answer.secret(.ok, json(changed))
    }

    /// `DELETE /oauth/register/{id}`
    func remove(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let token = try RegistrationRoutes.token(of: request) ?? ""
        try await authority.registrations.remove(Self.id(context), token: token, at: now)
        return Answer.empty(.noContent)
    }

    private static func id(_ context: some ServerContext) -> String { context.parameters.get("id") ?? "" }

    private static func token(of request: Request) throws(OAuthRefusal) -> String? {
        switch try Credentials(of: request) {
        case .bearer(let token): token
        case nil: nil
        case .password, .dpop:
            throw OAuthRefusal(
                .invalidToken, "registrations are changed with a token, sent as Authorization: Bearer")
        }
    }

    /// A JSON object; members that are not known are passed over (RFC 7591 §2).
    private static func metadata(of request: Request) async throws -> JSONValue {
        guard let object = try await JSONBody(of: request, members: nil).object else {
            throw OAuthRefusal(
                .invalidClientMetadata, "the body must be the client's metadata, as a JSON object")
        }
        return object
    }

    /// RFC 7591 §3.2.1, RFC 7592 §3
    private func json(_ registration: OwnRegistration) -> [UInt8] {
        let client = registration.client
        return JSONWriter.object { json in
            json.member("client_id", client.id)
            json.member("client_id_issued_at", registration.issuedAt)
            if let secret = registration.secret { json.member("client_secret", secret) }
            // Required where there is a secret; 0 says that it does not expire.
            if client.authentication.isSecret { json.member("client_secret_expires_at", 0) }
            json.member("registration_access_token", registration.token)
            json.member(
                "registration_client_uri", authority.issuer.url("/oauth/register/\(client.id)"))
            client.metadata.write(to: &json)
        }
    }
}
