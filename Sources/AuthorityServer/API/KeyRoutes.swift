// The signing keys for administrators: /api/keys.

internal import Authority
internal import Hummingbird
internal import JOSE
internal import OAuth

struct KeyRoutes: Sendable {
    let authority: Authority
    let guarding: AuthenticateCaller

    /// `GET /api/keys`
    func list(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        _ = try await JSONBody(of: request, members: [])
        try await checkAdministrator(request, context, at: now)
        let keys = try await authority.keys.listed(at: now)
        return Answer.secret(
            .ok,
            JSONWriter.object { json in
                json.array("keys", keys) { KeyAnswer.write($1, to: &$0) }
            }
        )
    }

    /// `POST /api/keys/rotate`
    func rotate(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let body = try await JSONBody(of: request, members: ["algorithm", "in", "emergency", "dry_run"])
        try await checkAdministrator(request, context, at: now)
        var rotation = KeyRotation()
        rotation.isEmergency = try body.boolean("emergency") ?? false
        rotation.isDryRun = try body.boolean("dry_run") ?? false
        if let delay = try body.integer("in") {
            guard !rotation.isEmergency else {
                throw OAuthRefusal(.invalidRequest, "in an emergency the new key signs at once; leave in out")
            }
            rotation.delay = delay
        }
        if let name = try body.string("algorithm") {
            guard let algorithm = SignatureAlgorithm(name: name) else {
                throw OAuthRefusal(
                    .invalidRequest, "the member algorithm is no signing algorithm that is known here")
            }
            rotation.algorithm = algorithm
        }
        let done = try await authority.keys.rotate(rotation, at: now)
        await authority.feed.wake()
        return Answer.secret(.ok, KeyAnswer.json(done, isDryRun: rotation.isDryRun))
    }

    private func checkAdministrator(_ request: Request, _ context: some ServerContext, at now: Int)
        async throws
    {
        guard try await guarding.caller(of: request, context, at: now).isAdministrator else {
            throw OAuthRefusal(
                .administratorRequired, "only an administrator sees and rotates the signing keys")
        }
    }
}
