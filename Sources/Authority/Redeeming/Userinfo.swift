// What the issuer tells of a person to whoever holds an access token for it (OpenID Connect Core §5.3).

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

/// What is told: a JSON object, and how it is to be signed.
package struct Userinfo: Sendable {
    package let json: [UInt8]
    /// The client that asked, and the algorithm that it wants a signed answer with.
    let client: RegisteredClient
    let subject: String
    let claims: [(name: String, value: JSONValue)]
}

extension Grants {
    /// Tells what an access token allows to know.
    ///
    /// - Parameter sender: what came along as a proof.
    /// - Throws: ``TokenRejection`` for a token that is wrong, over, taken back, or bound to something else;
    ///   `scopeMissing` for one without `openid`.
    package func userinfo(_ text: String, sender: ProvenSender, at now: Int) async throws -> Userinfo {
        let (token, handle) = try tokens.accessToken(text, leeway: 0, at: now)
        try token.requireScopes([OpenIDScope.openid.rawValue])
        try sender.check(against: token)
        let id = token.authorization
        let found = try await tokens.directory.read {
            directory, db -> (Authorization, Account, RegisteredClient)? in
            guard let owned = try OwnedAuthorization.find(id: id, in: db),
                owned.authorization.handles.contains(where: { $0.handle == handle }),
                try !StatusChanges.isRevoked(handle, in: db),
                let account = try GrantGate.stillPasses(owned, at: now, in: db, directory),
                let client = try directory.client(owned.authorization.client)
            else { return nil }
            return (owned.authorization, account, client)
        }
        guard let (authorization, account, client) = found else { throw TokenRejection.revoked }
        let subject = subjects.subject(of: account.id, at: client)
        let terms = try AuthorizationTerms(authorization)
        let claims = Grants.told(token.scopes, beside: terms.inUserinfo, of: account, client)
        let json = JSONWriter.object { json in
            json.member("sub", subject)
            for (name, value) in claims { json.member(name, value) }
        }
        return Userinfo(json: json, client: client, subject: subject, claims: claims)
    }

    /// The answer as a signed token, where the client is registered for one (OpenID Connect Core §5.3.2).
    ///
    /// - Returns: `nil` where it is not.
    package func signed(_ userinfo: Userinfo, at now: Int) async throws -> String? {
        guard let name = userinfo.client.metadata.userinfoAlgorithm else { return nil }
        let key = try await keys.key(for: SignatureAlgorithm(name: name), at: now)
        return try key.signToken(type: TokenType("JWT")) { claims in
            claims.member("iss", issuer.value)
            claims.member("aud", userinfo.client.id)
            claims.member("sub", userinfo.subject)
            for (name, value) in userinfo.claims { claims.member(name, value) }
        }
    }
}
