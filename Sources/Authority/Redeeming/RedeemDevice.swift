// A device that comes for its tokens (RFC 8628 §3.4): it is told to wait, or gets them once.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

extension Grants {
    /// What the transaction found. A question that came too early must be kept as well, so it is no error in there.
    private enum Outcome: Sendable {
        case made(GenerationDraft)
        case waits(OAuthRefusal)
    }

    func redeem(
        _ request: DeviceTokenRequest,
        by caller: ClientCaller,
        _ sender: ProvenSender,
        at now: Int
    ) async throws -> GrantedTokens {
        guard DeviceCode.isLike(request.code) else { throw Grants.wrongDevice }
        let (hash, lifetimes, client) = (SecretDigest.of(request.code), lifetimes, caller.client)
        let refresh = client.grantTypes.contains(.refreshToken) ? NextRefresh(key: refreshKey) : nil
        let outcome: Outcome = try await tokens.directory.write { directory, db in
            guard let found = try DeviceRequest.find(deviceHash: hash, in: db),
                found.client.hasBytes(of: caller.id), found.usedAt == nil
            else { throw Grants.wrongDevice }
            guard now < found.expiresAt else {
                throw OAuthRefusal(.expiredToken, "the person took too long; ask for new codes")
            }
            guard found.deniedAt == nil else { throw OAuthRefusal(.accessDenied, "the person said no") }
            guard let id = found.authorization else {
                return .waits(try Grants.wait(found, at: now, in: db))
            }
            guard let owned = try OwnedAuthorization.find(id: id, in: db) else { throw Grants.wrongDevice }
            let authorization = owned.authorization
            try Grants.check(sender, against: authorization, of: client)
            let passed = try GrantGate.pass(owned, at: now, in: db, directory)
            guard try DeviceRequest.use(deviceHash: hash, at: now, in: db) else { throw Grants.wrongDevice }
            let terms = try AuthorizationTerms(authorization)
            let chosen = try ChosenScopes(
                terms, resources: request.resources, scope: nil, details: request.details,
                living: passed.scopes, account: passed.account, client: client, in: directory)
            let draft = try Grants.advance(
                authorization, terms, passed, chosen, sender, refresh: refresh, lifetimes: lifetimes,
                at: now, in: db)
            guard let draft else { throw Grants.overtaken }
            return .made(draft)
        }
        switch outcome {
        case .waits(let refusal): throw refusal
        case .made(let draft): return try await mint(draft, for: client)
        }
    }

    private static let wrongDevice = OAuthRefusal(
        .invalidGrant, "the device_code is wrong, used, or another client's; ask for new codes")

    /// Notes the question, and says whether it came too early: then the device must wait longer from now on.
    private static func wait(
        _ request: DeviceRequest,
        at now: Int,
        in db: any SQLTransaction
    ) throws -> OAuthRefusal {
        let isEarly = request.polledAt.map { now - $0 < request.pace } ?? false
        let pace = isEarly ? request.pace + DeviceCode.pace : request.pace
        try DeviceRequest.poll(deviceHash: request.deviceHash, pace: pace, at: now, in: db)
        return isEarly
            ? OAuthRefusal(.slowDown, "wait \(pace) seconds between two questions")
            : OAuthRefusal(.authorizationPending, "the person has not decided yet")
    }
}
