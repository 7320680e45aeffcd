// Issuing under races: no handle twice, and nothing for one whose right ended before the commit.

import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@testable import Authority

@Suite("IssueToken: races", .timeLimit(.minutes(8)))
struct IssueRacesTests {
    static let now = TestAuthority.now

    @Test("fifty at once have fifty handles", arguments: TestDatabase.all)
    func handles(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let tokens = try await withThrowingTaskGroup(of: IssuedToken.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        // All expire in the same hour, so all want the same list.
                        if number.isMultiple(of: 2) { return try await house.login() }
                        return try await house.named("ana", "token \(number)", expiresIn: 900)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            var handles: Set<String> = []
            for issued in tokens {
                let audience = issued.id.hasPrefix("ses_") ? house.issuer.value : TestAuthority.api
                let token = try house.verified(issued.token, audience: audience)
                let status = try #require(try StatusReference(in: token.claims))
                handles.insert("\(status.uri) \(status.index)")
            }
            #expect(handles.count == 50)
            #expect(try await house.count("status_lists") == 1)
        }
    }

    @Test("a password that was changed between the check and the commit leaves no session and no token")
    func changedPassword() async throws {
        try await TestAuthority.run { house in
            let caller = try await house.authority.accounts.authenticate(
                username: "ana", password: TestAuthority.anasPassword, from: "192.0.2.1", at: Self.now)
            _ = try await house.database.write {
                try Account.updatePassword(id: house.ana.id, hash: TestAuthority.bensHash, at: Self.now, in: $0)
            }
            try await expectNothing(for: caller, house)
        }
    }

    @Test("an account that was disabled between the check and the commit gets nothing")
    func disabled() async throws {
        try await TestAuthority.run { house in
            let byPassword = try await house.authority.accounts.vouch(for: Username("ana"))
            let login = try await house.login()
            let byToken = try await house.authority.tokens.authenticate(bearer: login.token, at: Self.now)
            // The bare row, so that the session itself still looks alive.
            _ = try await house.database.write { try Account.disable(id: house.ana.id, at: Self.now, in: $0) }
            try await expectNothing(for: byPassword, house, sessions: 1)
            try await expectNothing(for: byToken, house, sessions: 1)
        }
    }

    @Test("a session that was taken back between the check and the commit gives nothing")
    func revoked() async throws {
        try await TestAuthority.run { house in
            let login = try await house.login()
            let caller = try await house.authority.tokens.authenticate(bearer: login.token, at: Self.now)
            try await house.authority.tokens.takeBack(login.id, of: house.ana, at: Self.now)
            try await expectNothing(for: caller, house, sessions: 1)
        }
    }

    @Test("a session that was forgotten between the check and the commit gives nothing")
    func forgotten() async throws {
        try await TestAuthority.run { house in
            let login = try await house.login()
            let caller = try await house.authority.tokens.authenticate(bearer: login.token, at: Self.now)
            _ = try await house.database.write { try $0.execute("DELETE FROM sessions") }
            try await expectNothing(for: caller, house)
        }
    }

    @Test("whichever comes first, after a change of password no session of before is alive")
    func changeAgainstIssue() async throws {
        try await TestAuthority.run { house in
            let caller = try await house.authority.accounts.vouch(for: Username("ana"))
            let issued = await withTaskGroup(of: IssuedToken?.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        if number == 10 {
                            try? await house.authority.accounts.setPassword(
                                of: Username("ana"), to: Password("a new password"), at: Self.now)
                            return nil
                        }
                        return try? await house.authority.tokens.issue(TokenRequest(), to: caller, at: Self.now)
                    }
                }
                return await group.reduce(into: [IssuedToken]()) { all, one in if let one { all.append(one) } }
            }
            for token in issued { #expect(try await house.isRevoked(token.token), "\(token)") }
            let alive = try await house.database.read { try Session.live(of: house.ana.id, at: Self.now, in: $0) }
            #expect(alive.isEmpty)
        }
    }

    private func expectNothing(for caller: Caller, _ house: TestAuthority, sessions: Int = 0) async throws {
        for request in [TokenRequest(), TokenRequest(name: "laptop")] {
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await house.authority.tokens.issue(request, to: caller, at: Self.now)
            }
            #expect(refusal?.code == .credentialsInvalid)
        }
        #expect(try await house.count("sessions") == sessions)
        #expect(try await house.count("named_tokens") == 0)
    }
}
