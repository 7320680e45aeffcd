// Introspection: what is told of each kind of token, to whom, and what ends it.

import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@testable import Authority

@Suite("IntrospectToken")
struct IntrospectTokenTests {
    static let now = TestAuthority.now

    @Test("of an opaque token and of a signed one the same is told", arguments: TestDatabase.all)
    func told(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let guardian = try await house.caller(house.guardian())
            for isOpaque in [true, false] {
                let scopes = ["notes:read", "tasks:read"]
                let token =
                    try await isOpaque
                    ? house.opaque(scopes: scopes, expiresIn: 600) : house.named(scopes: scopes, expiresIn: 600)
                let handle = try #require(
                    try await house.database.read { try NamedToken.find(id: token.id, in: $0)?.handle })
                let json = try await answer(token.token, guardian, house)
                #expect(json["active"]?.bool == true)
                #expect(json["iss"]?.string == "https://auth.example.com")
                #expect(json["sub"]?.string == "usr_ana")
                #expect(json["aud"]?.string == TestAuthority.api)
                #expect(json["client_id"]?.string == "tessera")
                #expect(json["scope"]?.string == "notes:read tasks:read")
                #expect(json["exp"]?.integer == Self.now + 600)
                #expect(json["iat"]?.integer == Self.now)
                #expect(json["token_type"]?.string == "Bearer")
                #expect(json["jti"]?.string?.hasPrefix("\(handle.list).\(handle.index).") == true)
                #expect(json["jti"]?.string?.utf8.count == "\(handle.list).\(handle.index).".utf8.count + 16)
                #expect(json["status"]?["status_list"]?["idx"]?.integer == handle.index)
                #expect(
                    json["status"]?["status_list"]?["uri"]?.string == "https://auth.example.com/status/\(handle.list)")
                #expect(json["jti"]?.string == (try await answer(token.token, guardian, house))["jti"]?.string)
            }
        }
    }

    @Test("each kind ends at once: taken back, expired, its account disabled", arguments: TestDatabase.all)
    func ends(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let guardian = try await house.caller(house.guardian())
            let (opaque, signed, login) = (
                try await house.opaque(expiresIn: 600), try await house.named(expiresIn: 600),
                try await house.login(audience: TestAuthority.api)
            )
            for token in [opaque, signed, login] {
                #expect(try await isActive(token.token, guardian, house))
                #expect(try await isActive(token.token, guardian, house, at: Self.now + 599))
            }
            for token in [opaque, signed] {
                #expect(try await !isActive(token.token, guardian, house, at: Self.now + 600))
            }
            #expect(try await !isActive(login.token, guardian, house, at: Self.now + 900))
            for token in [opaque, signed, login] {
                try await house.authority.tokens.takeBack(token.id, of: house.ana, at: Self.now)
                #expect(try await !isActive(token.token, guardian, house))
            }
            let bens = try await house.opaque("ben")
            try await house.database.write { db in
                // Without the revocations that go with it: the account alone decides as well.
                _ = try Account.disable(id: "usr_ben", at: Self.now, in: db)
            }
            #expect(try await !isActive(bens.token, guardian, house))
        }
    }

    @Test("a token that was rolled ends with its overlap, whether or not the chore ran", arguments: [true, false])
    func rolled(isOpaque: Bool) async throws {
        try await TestAuthority.run { house in
            let guardian = try await house.caller(house.guardian())
            let old = try await isOpaque ? house.opaque() : house.named()
            let new = try await house.authority.tokens.roll(old.id, overlap: 3_600, of: nil, at: Self.now)
            #expect(try await isActive(old.token, guardian, house, at: Self.now + 3_599))
            #expect(try await !isActive(old.token, guardian, house, at: Self.now + 3_600))
            #expect(try await isActive(new.token, guardian, house, at: Self.now + 3_600))
            if isOpaque {
                #expect(try await answer(old.token, guardian, house)["exp"]?.integer == Self.now + 3_600)
            }
        }
    }

    @Test("only scopes that the owner still holds are told (G9)")
    func lostScopes() async throws {
        try await TestAuthority.run { house in
            let guardian = try await house.caller(house.guardian())
            let scopes = ["notes:read", "notes:write"]
            let tokens = [try await house.opaque(scopes: scopes), try await house.named(scopes: scopes)]
            try await house.database.write { db in
                try AccountScopes.removeAll(of: "usr_ana", api: TestAuthority.api, in: db)
                try AccountScopes.grant(["notes:read", "tasks:read"], to: "usr_ana", of: TestAuthority.api, in: db)
            }
            for token in tokens {
                #expect(try await answer(token.token, guardian, house)["scope"]?.string == "notes:read")
            }
        }
    }

    @Test("a program's token: told to its program and to the guard, until its bit is set or its client is shut out")
    func program() async throws {
        try await TestAuthority.run { house in
            let guardian = try await house.caller(house.guardian())
            let owner = try await house.guardian(guarding: [], holding: ["notes:read"])
            let stranger = try await house.caller(house.guardian(guarding: []))
            let caller = try await house.caller(owner)
            let tokens = [
                try await house.programToken(of: owner.id), try await house.programToken(of: owner.id),
            ]
            #expect(try await isActive(tokens[0], guardian, house))
            #expect(try await isActive(tokens[0], caller, house))
            #expect(try await !isActive(tokens[0], stranger, house))
            #expect(try await answer(tokens[0], caller, house)["client_id"]?.string == owner.id)
            // It asked for two and holds one.
            #expect(try await answer(tokens[0], caller, house)["scope"]?.string == "notes:read")
            #expect(try await house.authority.tokens.revoke(tokens[0], by: caller, at: Self.now))
            #expect(try await !isActive(tokens[0], guardian, house))
            #expect(try await isActive(tokens[1], guardian, house))
            _ = try await house.database.write { try Client.disable(id: owner.id, at: Self.now, in: $0) }
            #expect(try await !isActive(tokens[1], guardian, house))
        }
    }

    @Test("the signed answer is for the asker, and says the same")
    func signed() async throws {
        try await TestAuthority.run { house in
            let guardian = try await house.caller(house.guardian())
            let token = try await house.opaque()
            let active = try await house.authority.tokens.introspect(token.token, for: guardian, at: Self.now)
            let text = try house.authority.tokens.signedAnswer(active, for: guardian, at: Self.now)
            let answer = try IntrospectionAnswer(
                UnverifiedToken(parsing: text), with: house.authority.keys.active.verificationKey,
                policy: policy(house), client: guardian.id, at: Self.now)
            #expect(try answer.token(keeping: policy(house), at: Self.now)?.subject == "usr_ana")
            let none = try house.authority.tokens.signedAnswer(nil, for: guardian, at: Self.now)
            let claims = try UnverifiedToken(parsing: none).unverifiedClaims()
            #expect(claims.object.members?.map(\.name) == ["iss", "aud", "iat", "token_introspection"])
            #expect(claims["token_introspection"]?.text == #"{"active":false}"#)
        }
    }

    private func policy(_ house: TestAuthority) -> TokenPolicy {
        TokenPolicy(
            issuer: house.issuer.value, audience: TestAuthority.api, type: .accessToken, algorithms: [.es256],
            requiredClaims: AccessTokenClaims.required)
    }

    private func answer(_ token: String, _ caller: ClientCaller, _ house: TestAuthority, at now: Int = now)
        async throws -> JSONValue
    {
        let active = try await house.authority.tokens.introspect(token, for: caller, at: now)
        return try JSONDocument.object(parsing: JSONWriter.object { ActiveToken.write(active, to: &$0) })
    }

    private func isActive(_ token: String, _ caller: ClientCaller, _ house: TestAuthority, at now: Int = now)
        async throws -> Bool
    {
        try await house.authority.tokens.introspect(token, for: caller, at: now) != nil
    }
}

extension TestAuthority {
    /// A token of a program, as `POST /oauth/token` makes it.
    func programToken(of client: String, scopes: String = "notes:read notes:write", expiresIn: Int = 600)
        async throws -> String
    {
        let expiry = TestAuthority.now + expiresIn
        let handle = try await database.write { try Records.StatusLists.allocate(expiringAt: expiry, in: $0) }
        return try AccessTokenClaims(
            issuer: issuer, subject: client, audience: TestAuthority.api, clientID: client,
            scopes: ScopeSet(parsing: scopes), issuedAt: TestAuthority.now, expiresAt: expiry,
            identifier: "\(handle.list).\(handle.index).\(RandomSecret.text(12))",
            status: StatusReference(index: handle.index, uri: issuer.url("/status/\(handle.list)"))
        ).sign(with: authority.keys.active)
    }
}
