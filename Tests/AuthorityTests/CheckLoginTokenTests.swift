// The issuer's own door: only a login token of this issuer, for this issuer, of a living session opens it.

import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@testable import Authority

@Suite("CheckLoginToken")
struct CheckLoginTokenTests {
    static let now = TestAuthority.now

    @Test("a login token of the issuer names its account and its session")
    func right() async throws {
        try await TestAuthority.run { house in
            let login = try await house.login()
            let caller = try await house.authority.tokens.authenticate(bearer: login.token, at: Self.now)
            #expect(caller.account == house.ana)
            #expect(caller.session?.id == login.id)
        }
    }

    @Test("a login token for another audience")
    func audience() async throws {
        try await TestAuthority.run { house in
            let login = try await house.login(audience: TestAuthority.api)
            #expect(await code(login.token, house) == "audience_mismatch")
        }
    }

    @Test("a named token is told what it is, whatever else is wrong with it", arguments: [0, 3_000_000, 40_000_000])
    func named(later: Int) async throws {
        try await TestAuthority.run { house in
            let named = try await house.named()
            #expect(await code(named.token, house, at: Self.now + later) == "named_token_not_allowed")
            try await house.authority.tokens.takeBack(named.id, of: house.ana, at: Self.now)
            #expect(await code(named.token, house, at: Self.now + later) == "named_token_not_allowed")
        }
    }

    @Test("a named token whose audience were the issuer would not open the door either")
    func namedForIssuer() async throws {
        try await TestAuthority.run { house in
            let named = try await house.named()
            let handle = try await house.database.read { try NamedToken.find(id: named.id, in: $0)?.handle }
            let token = try house.forge { claims in
                try #require(handle).reference(house).write(to: &claims)
            }
            #expect(await code(token, house) == "named_token_not_allowed")
        }
    }

    @Test("the token of a session that was taken back", arguments: TestDatabase.all)
    func revoked(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let (login, other) = (try await house.login(), try await house.login())
            try await house.authority.tokens.takeBack(login.id, of: house.ana, at: Self.now)
            #expect(await code(login.token, house) == "revoked")
            #expect(await code(other.token, house) == nil)
        }
    }

    @Test("an ECDSA signature that is turned into its twin does not bring a session back (J16)")
    func malleable() async throws {
        try await TestAuthority.run { house in
            let login = try await house.login()
            let twin = try P256Twin.of(login.token)
            #expect(twin != login.token)
            #expect(await code(twin, house) == nil)
            try await house.authority.tokens.takeBack(login.id, of: house.ana, at: Self.now)
            #expect(await code(twin, house) == "revoked")
        }
    }

    @Test("the token of an account that was disabled, even if its session were forgotten")
    func disabled() async throws {
        try await TestAuthority.run { house in
            let login = try await house.login()
            _ = try await house.database.write { try Account.disable(id: house.ana.id, at: Self.now, in: $0) }
            #expect(await code(login.token, house) == "revoked")
        }
    }

    @Test("expired; and a token from the future")
    func times() async throws {
        try await TestAuthority.run { house in
            let login = try await house.login()
            #expect(await code(login.token, house, at: Self.now + 899) == nil)
            #expect(await code(login.token, house, at: Self.now + 900) == "expired")
            #expect(await code(login.token, house, at: Self.now + 930) == "expired")
            #expect(await code(login.token, house, at: Self.now - 31) == "not_yet_valid")
        }
    }

    @Test("one character changed, at every place", arguments: [0, 1, 2])
    func tampered(part: Int) async throws {
        try await TestAuthority.run { house in
            let token = try await house.login().token
            let parts = token.split(separator: ".").map { Array($0.utf8) }
            for place in stride(from: 0, to: parts[part].count, by: 7) {
                var changed = parts
                changed[part][place] = changed[part][place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                let text = changed.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
                let code = await code(text, house)
                #expect(code != nil, "place \(place)")
                if part == 1 { #expect(code == "signature_invalid") }
            }
        }
    }

    @Test("a stranger's key, under its own name and under ours")
    func foreignKey() async throws {
        try await TestAuthority.run { house in
            let key = try SigningKey.generate(.es256)
            let payload = try await house.payload(of: house.login().token)
            let ours = house.authority.keys.active.keyID
            for (kid, expected) in [(key.keyID, "key_unknown"), (ours, "signature_invalid")] {
                let token = try ForgedToken.signed(
                    header: #"{"alg":"ES256","typ":"at+jwt","kid":"\#(kid)"}"#, payload: payload, by: key)
                #expect(await code(token, house) == expected)
            }
        }
    }

    @Test(
        "another algorithm in the header",
        arguments: [
            ("none", "alg_not_allowed"), ("HS256", "alg_not_allowed"), ("Ed25519", "alg_not_allowed"),
            ("es256", "alg_not_allowed"),
        ])
    func algorithm(name: String, expected: String) async throws {
        try await TestAuthority.run { house in
            let key = house.authority.keys.active
            let payload = try await house.payload(of: house.login().token)
            let header = #"{"alg":"\#(name)","typ":"at+jwt","kid":"\#(key.keyID)"}"#
            #expect(await code(ForgedToken.unsigned(header: header, payload: payload), house) == expected)
            #expect(await code(try ForgedToken.signed(header: header, payload: payload, by: key), house) == expected)
        }
    }

    @Test("signed by our key, and yet no login token")
    func ourKey() async throws {
        try await TestAuthority.run { house in
            let login = try await house.login()
            let status = try #require(try StatusReference(in: UnverifiedToken(parsing: login.token).unverifiedClaims()))
            let elsewhere = StatusReference(index: status.index, uri: "https://other.example/status/1")
            let rows: [(String, String)] = [
                (try house.forge { status.write(to: &$0) }, "none"),
                (try house.forge(subject: house.ben.id) { status.write(to: &$0) }, "revoked"),
                (try house.forge { _ in }, "revoked"),
                (try house.forge { elsewhere.write(to: &$0) }, "revoked"),
                (try house.forge { StatusReference(index: 999, uri: status.uri).write(to: &$0) }, "revoked"),
                (try house.forge { StatusReference(index: 0, uri: status.uri + "9").write(to: &$0) }, "revoked"),
                (try house.forge { StatusReference(index: 0, uri: status.uri + "/").write(to: &$0) }, "revoked"),
                (try house.forge { $0.member("status", "none") }, "claim_invalid"),
                (try house.forge(type: .statusList) { status.write(to: &$0) }, "type_mismatch"),
                (try house.forge(type: TokenType("JWT")) { status.write(to: &$0) }, "type_mismatch"),
            ]
            for (number, (token, expected)) in rows.enumerated() {
                #expect(await code(token, house) ?? "none" == expected, "row \(number)")
            }
        }
    }

    @Test("no token at all", arguments: ["", ".", "..", "a.b.c", "ana:secret", String(repeating: "a", count: 20_000)])
    func noToken(text: String) async throws {
        try await TestAuthority.run { house in #expect(await code(text, house) == "token_malformed") }
    }

    /// The code of the refusal, or `nil` where there is none.
    private func code(_ token: String, _ house: TestAuthority, at now: Int = now) async -> String? {
        do {
            _ = try await house.authority.tokens.authenticate(bearer: token, at: now)
            return nil
        } catch let rejection as TokenRejection {
            return rejection.code
        } catch let refusal as OAuthRefusal {
            return refusal.code.rawValue
        } catch {
            return "\(error)"
        }
    }
}
