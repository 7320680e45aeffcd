// The desk of devices that can't show a page (RFC 8628): asked for there, decided here.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

/// A device's request that was just taken (RFC 8628 §3.2). The codes are secrets: they are told once and kept nowhere.
package struct NewDevice: Sendable, CustomStringConvertible {
    package let deviceCode: String
    /// As the device shows it.
    package let userCode: String
    package let expiresIn: Int
    package let pace: Int

    package var description: String { "NewDevice(hidden)" }
}

/// The verbs of the device flow, but for the device's coming for its tokens.
package struct Devices: Sendable {
    let issuer: Issuer
    let database: any SQLDatabase
    let authorizations: Authorizations
    /// What user codes are kept by.
    let codeKey: DerivedKey

    /// Takes a device's request.
    ///
    /// - Parameters:
    ///   - pairs: of the form.
    ///   - address: where it came from, which the person is told.
    /// - Throws: ``OAuthRefusal`` `unauthorized_client`, `invalid_scope`, `invalid_target` or
    ///   `invalid_authorization_details`.
    package func begin(
        _ pairs: [(name: String, value: String)],
        by caller: ClientCaller,
        sender: ProvenSender,
        from address: String,
        at now: Int
    ) async throws -> NewDevice {
        let client = caller.client
        guard client.grantTypes.contains(.deviceCode) else {
            throw OAuthRefusal(
                .unauthorizedClient,
                "this client is not registered for the grant type \(GrantType.deviceCode.rawValue)")
        }
        let kept = try RequestParameters(pairs.filter { Devices.kept.contains($0.name) })
        let (issuer, code, user) = (issuer, DeviceCode.make(), UserCode.make())
        let request = DeviceRequest(
            deviceHash: SecretDigest.of(code),
            userCodeHash: user.digest(codeKey),
            client: client.id,
            parameters: kept.form,
            keyThumbprint: sender.keyThumbprint,
            address: address,
            createdAt: now,
            expiresAt: now + DeviceCode.lifetime,
            pace: DeviceCode.pace
        )
        try await database.write { db in
            _ = try WantedScopes(kept, for: client, issuer: issuer, in: db)
            try DeviceRequest.insert(request, in: db)
        }
        return NewDevice(
            deviceCode: code, userCode: user.shown, expiresIn: DeviceCode.lifetime, pace: DeviceCode.pace)
    }

    /// What a person is asked whose device shows a code.
    ///
    /// - Throws: ``OAuthRefusal`` `not_found` for a code that no device waits with; `access_denied` where the account has
    ///   nothing of what is asked for.
    package func question(_ typed: String, by signedIn: SignedIn, at now: Int) async throws -> ConsentQuestion
    {
        let found = try await find(typed, at: now)
        return try await question(found, by: signedIn)
    }

    /// Keeps what the person said.
    ///
    /// - Returns: what the client is called.
    /// - Throws: as ``question(_:by:at:)``.
    package func decide(
        _ typed: String,
        _ decision: ConsentDecision,
        by signedIn: SignedIn,
        at now: Int
    ) async throws -> String {
        let found = try await find(typed, at: now)
        let asked = try await question(found, by: signedIn)
        let terms = AskedTerms(
            client: found.client.id, wanted: found.wanted, keyThumbprint: found.request.keyThumbprint,
            isLasting: true)
        let draft = Approval(
            terms, asked.items, by: signedIn, code: nil, lifetimes: authorizations.lifetimes, at: now)
        try await database.write { db in
            var authorization: String?
            if decision == .allowed {
                authorization = try draft.store(at: now, in: db).id
            }
            guard
                try DeviceRequest.decide(
                    deviceHash: found.request.deviceHash, authorization: authorization, at: now, in: db)
            else { throw Devices.unknown }
        }
        return found.client.name
    }

    /// A device that waits for a person.
    private struct Waiting: Sendable {
        let request: DeviceRequest
        let userCode: UserCode
        let client: RegisteredClient
        let wanted: WantedScopes
    }

    /// The parameters that say what is asked for (RFC 8628 §3.1, RFC 8707 §2, RFC 9396 §3).
    private static let kept = ["scope", "resource", "authorization_details"]

    private static let unknown = OAuthRefusal(
        .notFound,
        "no device waits with this code; look at the device again, and ask there for a new code if it is old")

    private func find(_ typed: String, at now: Int) async throws -> Waiting {
        guard let code = UserCode(reading: typed) else { throw Devices.unknown }
        let (issuer, hash) = (issuer, code.digest(codeKey))
        return try await database.read { db in
            guard let request = try DeviceRequest.find(userCodeHash: hash, in: db), now < request.expiresAt,
                request.authorization == nil, request.deniedAt == nil,
                let record = try Client.find(id: request.client, in: db), record.disabledAt == nil
            else { throw Devices.unknown }
            let client = try RegisteredClient(record)
            let parameters = try RequestParameters(FormParameters.of(request.parameters.utf8))
            let wanted = try WantedScopes(parameters, for: client, issuer: issuer, in: db)
            return Waiting(request: request, userCode: code, client: client, wanted: wanted)
        }
    }

    /// Always asked: whoever shows the code may be somebody else than who reads it (RFC 8628 §5.4).
    private func question(_ found: Waiting, by signedIn: SignedIn) async throws -> ConsentQuestion {
        let items = try await authorizations.items(
            of: found.wanted, nil, for: signedIn.account, at: found.client)
        guard !items.isEmpty else {
            throw OAuthRefusal(.accessDenied, "this account holds nothing of what the device asks for")
        }
        return ConsentQuestion(
            client: found.client,
            accountID: signedIn.accountID,
            username: signedIn.username,
            redirect: nil,
            device: AskingDevice(
                userCode: found.userCode.shown, address: found.request.address,
                askedAt: found.request.createdAt),
            items: items,
            details: found.wanted.details(beside: items).map(\.shown),
            request: ""
        )
    }
}
