// Named tokens in the opaque form: kept as a digest, beside the signed ones, by the same rules.

import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@testable import Authority

@Suite("Opaque named tokens")
struct OpaqueTokensTests {
    static let now = TestAuthority.now

    @Test("the row has the digest of an opaque token, and the key of a signed one", arguments: TestDatabase.all)
    func rows(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let caller = try await house.authority.accounts.vouch(for: Username("ana"))
            let opaque = try await house.authority.tokens.issue(
                TokenRequest(name: "a", form: .opaque, description: "line one\nline two"), to: caller, at: Self.now)
            let signed = try await house.named()
            #expect(OpaqueToken(opaque.token) != nil)
            #expect(opaque.expiresIn == 30 * 86_400)
            try await house.database.read { db throws in
                let first = try NamedToken.find(id: opaque.id, in: db)
                #expect(first?.secretHash == SecretDigest.of(opaque.token) && first?.kid == nil)
                #expect(first?.description == "line one\nline two")
                let second = try NamedToken.find(id: signed.id, in: db)
                #expect(second?.secretHash == nil && second?.kid == house.authority.keys.active.keyID)
                #expect(first?.handle.index != second?.handle.index)
            }
        }
    }

    @Test(
        "refused: without a name, and descriptions that no list should show",
        arguments: [
            TokenRequest(form: .opaque), TokenRequest(description: "for what?"),
            TokenRequest(name: "a", description: String(repeating: "é", count: 501)),
            TokenRequest(name: "a", description: "bell\u{7}"), TokenRequest(name: "a", description: "\u{202E}txet"),
            TokenRequest(name: "a", description: "carriage\r\nreturn"),
        ])
    func refused(request: TokenRequest) async throws {
        try await TestAuthority.run { house in
            let caller = try await house.authority.accounts.vouch(for: Username("ana"))
            do {
                _ = try await house.authority.tokens.issue(request, to: caller, at: Self.now)
                Issue.record("issued")
            } catch {
                #expect((error as? OAuthRefusal)?.code == .invalidRequest)
            }
            #expect(try await house.count("named_tokens") == 0)
            #expect(try await house.count("sessions") == 0)
        }
    }

    @Test("a description may have 500 characters, whatever their bytes")
    func longest() async throws {
        try await TestAuthority.run { house in
            let caller = try await house.authority.accounts.vouch(for: Username("ana"))
            let text = String(repeating: "é", count: 500)
            _ = try await house.authority.tokens.issue(
                TokenRequest(name: "a", description: text), to: caller, at: Self.now)
            #expect(try await house.authority.tokens.named(of: house.ana, at: Self.now).first?.description == text)
        }
    }

    @Test("it dies with its account")
    func disabled() async throws {
        try await TestAuthority.run { house in
            let caller = try await house.authority.accounts.vouch(for: Username("ana"))
            let token = try await house.authority.tokens.issue(
                TokenRequest(name: "a", form: .opaque), to: caller, at: Self.now)
            try await house.authority.accounts.disable(Username("ana"), at: Self.now + 1)
            let row = try await house.database.read { try NamedToken.find(id: token.id, in: $0) }
            #expect(row?.revokedAt == Self.now + 1)
            #expect(try await house.count("status_changes") == 1)
        }
    }
}
