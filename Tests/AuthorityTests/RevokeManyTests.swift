// Taking back many things at once: what each order means, that a rehearsal counts the same and writes nothing.

import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@testable import Authority

/// Some of everything: two accounts and two clients, each with tokens, issued at two moments.
private struct Estate {
    static let early = TestAuthority.now
    static let late = TestAuthority.now + 100
    static let now = TestAuthority.now + 200

    let house: TestAuthority
    /// What each token is called, and its text.
    var tokens: [(name: String, text: String)] = []
    let reader: ClientCaller
    let writer: ClientCaller

    init(_ house: TestAuthority) async throws {
        self.house = house
        _ = try await house.authority.apis.create(
            identifier: "urn:files", name: "Files", scopes: [APIScope(scope: "notes:read", sentence: "Read")],
            at: Self.early)
        reader = try await house.program("reader", scopes: ["notes:read"])
        writer = try await house.program("writer", scopes: ["notes:write"])
        _ = try await house.authority.clients.grant(nil, of: "urn:files", to: writer.id)
        for (moment, time) in [("early", Self.early), ("late", Self.late)] {
            for user in ["ana", "ben"] {
                tokens.append(("\(moment) \(user) session", try await house.login(user, at: time).token))
                tokens.append(
                    ("\(moment) \(user) read", try await house.named(user, scopes: ["notes:read"], at: time).token))
            }
            tokens.append(
                ("\(moment) ana write", try await house.named("ana", scopes: ["notes:write"], at: time).token))
        }
        for (name, client, audience) in [("reader", reader, nil), ("writer", writer, nil), ("writer", writer, "urn:files")]
            as [(String, ClientCaller, String?)]
        {
            for _ in 0..<2 {
                let issued = try await house.authority.tokens.issue(
                    ClientTokenRequest(audience: audience), to: client, at: Self.early)
                tokens.append(("client \(name) \(audience ?? "notes")", issued.accessToken))
            }
        }
    }

    /// The names of what is revoked by now.
    func revoked() async throws -> Set<String> {
        var names: Set<String> = []
        for (name, text) in tokens where try await house.isRevoked(text, at: Self.now) { names.insert(name) }
        return names
    }

    func handle(_ name: String) throws -> String {
        let text = try #require(tokens.first { $0.name == name }).text
        return try #require(try UnverifiedToken(parsing: text).unverifiedClaims()[.identifier]?.string)
    }
}

@Suite("RevokeMany", .timeLimit(.minutes(8)))
struct RevokeManyTests {
    /// An order by its name, what it means by parts of names, and how much of each.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let request: @Sendable (_ reader: String, _ writer: String) -> RevocationRequest
        let means: [String]
        let count: [Int]
    }

    static let rows: [Row] = [
        Row(testDescription: "an account", request: { _, _ in .init(account: "Ana") }, means: ["ana"], count: [2, 4, 0, 0, 0]),
        Row(
            testDescription: "a client", request: { _, writer in .init(client: writer) }, means: ["client writer"],
            count: [0, 0, 2, 16, 0]),
        Row(
            testDescription: "a client at an API", request: { _, writer in .init(client: writer, audience: "urn:files") },
            means: ["client writer urn:files"], count: [0, 0, 1, 8, 0]),
        // Both accounts hold the scope, so their sessions may have it; of the clients only the reader does.
        Row(
            testDescription: "a scope of the default API", request: { _, _ in .init(scope: "notes:read") },
            means: ["session", "read", "client reader"], count: [4, 4, 1, 8, 8]),
        Row(
            testDescription: "a scope that one account holds", request: { _, _ in .init(scope: "notes:write") },
            means: ["ana session", "ana write", "client writer notes"], count: [2, 2, 1, 8, 8]),
        Row(
            testDescription: "a scope of the same name at another API",
            request: { _, _ in .init(audience: "urn:files", scope: "notes:read") },
            means: ["client writer urn:files"], count: [0, 0, 1, 8, 8]),
        Row(
            testDescription: "an account and a scope", request: { _, _ in .init(account: "ben", scope: "notes:read") },
            means: ["ben"], count: [2, 2, 0, 0, 0]),
        Row(
            testDescription: "an account and an API where it has nothing",
            request: { _, _ in .init(account: "ben", audience: "urn:files") }, means: ["ben session"], count: [2, 0, 0, 0, 0]),
        Row(
            testDescription: "an account and a client", request: { reader, _ in .init(account: "ana", client: reader) },
            means: [], count: [0, 0, 0, 0, 0]),
        Row(
            testDescription: "everything until now", request: { _, _ in .init(before: Estate.now) }, means: [""],
            count: [4, 6, 3, 24, 0]),
        Row(
            testDescription: "everything until later", request: { _, _ in .init(before: Estate.now + 9) }, means: [""],
            count: [4, 6, 3, 24, 0]),
        Row(
            testDescription: "before a moment", request: { _, _ in .init(before: Estate.late) }, means: ["early", "client"],
            count: [2, 3, 3, 24, 24]),
        Row(
            testDescription: "an account before a moment", request: { _, _ in .init(account: "ana", before: Estate.late) },
            means: ["early ana"], count: [1, 2, 0, 0, 0]),
        Row(
            testDescription: "before anything", request: { _, _ in .init(before: Estate.early) }, means: [],
            count: [0, 0, 0, 0, 0]),
    ]

    @Test("what an order means is taken back, and nothing else", arguments: rows)
    func orders(row: Row) async throws {
        try await TestAuthority.run { house async throws in
            let estate = try await Estate(house)
            var request = row.request(estate.reader.id, estate.writer.id)
            let expected = RevocationCount(
                sessions: row.count[0], tokens: row.count[1], authorizations: 0, blocks: row.count[2], indexes: row.count[3],
                beyond: row.count[4])
            request.isDryRun = true
            #expect(try await Tokens.takeBack(request, in: house.database, at: Estate.now) == expected)
            #expect(try await estate.revoked() == [])
            #expect(try await house.count("status_changes") == 0)
            request.isDryRun = false
            #expect(try await Tokens.takeBack(request, in: house.database, at: Estate.now) == expected)
            let meant = estate.tokens.map(\.name).filter { name in row.means.contains { $0.isEmpty || name.contains($0) } }
            #expect(try await estate.revoked() == Set(meant))
            let none = RevocationCount(sessions: 0, tokens: 0, authorizations: 0, blocks: 0, indexes: 0, beyond: 0)
            #expect(try await Tokens.takeBack(request, in: house.database, at: Estate.now) == none, "twice")
        }
    }

    @Test("one token by its jti: of a client only that one, of a session or a name what shares its handle")
    func single() async throws {
        try await TestAuthority.run { house async throws in
            let estate = try await Estate(house)
            for (name, count) in [
                ("early ana session", [1, 0, 0, 0]), ("late ben read", [0, 1, 0, 0]), ("client reader notes", [0, 0, 0, 1]),
            ] {
                let request = RevocationRequest(jti: try estate.handle(name))
                let expected = RevocationCount(
                    sessions: count[0], tokens: count[1], authorizations: 0, blocks: count[2], indexes: count[3], beyond: 0)
                let before = try await estate.revoked()
                #expect(try await Tokens.takeBack(request, in: house.database, at: Estate.now) == expected, "\(name)")
                #expect(try await estate.revoked() == before.union([name]), "\(name)")
                let again = try await Tokens.takeBack(request, in: house.database, at: Estate.now)
                #expect(again.sessions + again.tokens + again.indexes == 0)
            }
            // The other token of the same block lives: the two have one name here, so it is counted.
            var living = 0
            for (name, text) in estate.tokens where name == "client reader notes" {
                living += try await house.isRevoked(text, at: Estate.now) ? 0 : 1
            }
            #expect(living == 1)
        }
    }

    @Test(
        "what means nothing is refused",
        arguments: [
            (.init(), .invalidRequest), (.init(audience: TestAuthority.api), .invalidRequest),
            (.init(account: "nobody"), .notFound), (.init(account: ""), .invalidRequest),
            (.init(account: "a\0"), .invalidRequest), (.init(client: "cli_none"), .notFound),
            (.init(client: "c\0"), .notFound), (.init(scope: "none"), .invalidScope), (.init(scope: "a\0"), .invalidScope),
            (.init(scope: ""), .invalidScope), (.init(audience: "urn:none", scope: "notes:read"), .invalidTarget),
            (.init(audience: "urn:\0", scope: "notes:read"), .invalidTarget), (.init(before: -1), .invalidRequest),
            (.init(before: Int.max), .invalidRequest), (.init(jti: ""), .invalidRequest), (.init(jti: "1.2"), .invalidRequest),
            (.init(jti: "1.2."), .invalidRequest), (.init(jti: "-1.2.a"), .invalidRequest),
            (.init(jti: "1.+2.a"), .invalidRequest), (.init(jti: "1.1048576.a"), .invalidRequest),
            (.init(jti: "1.9999999999999999999.a"), .invalidRequest), (.init(jti: "1.2.a.b"), .invalidRequest),
        ] as [(RevocationRequest, OAuthRefusal.Code)])
    func refused(request: RevocationRequest, code: OAuthRefusal.Code) async throws {
        try await TestAuthority.run { house async throws in
            _ = try await house.login()
            let refusal = await #expect(throws: OAuthRefusal.self) {
                _ = try await Tokens.takeBack(request, in: house.database, at: Estate.now)
            }
            #expect(refusal?.code == code)
            #expect(try await house.count("status_changes") == 0)
        }
    }

    @Test("a jti that was never given means nothing")
    func unknown() async throws {
        try await TestAuthority.run { house async throws in
            let estate = try await Estate(house)
            for jti in ["999.0.a", "1.1048575.a", "999999999999.1.a"] {
                let count = try await Tokens.takeBack(RevocationRequest(jti: jti), in: house.database, at: Estate.now)
                #expect(count.sessions + count.tokens + count.indexes == 0)
            }
            #expect(try await estate.revoked() == [])
        }
    }

    @Test("who is no administrator takes back what is their own and nothing else")
    func ownership() async throws {
        try await TestAuthority.run { house async throws in
            let estate = try await Estate(house)
            let ben = try await house.authority.accounts.vouch(for: Username("ben"))
            for request in [
                .init(account: "ana"), .init(client: estate.reader.id), .init(account: "ana", before: 5),
            ] as [RevocationRequest] {
                let refusal = await #expect(throws: OAuthRefusal.self) {
                    _ = try await house.authority.tokens.takeBack(request, by: ben, at: Estate.now)
                }
                #expect(refusal?.code == .administratorRequired)
            }
            let others = RevocationRequest(jti: try estate.handle("early ana read"))
            let none = try await house.authority.tokens.takeBack(others, by: ben, at: Estate.now)
            #expect(none.tokens == 0)
            let clients = RevocationRequest(jti: try estate.handle("client reader notes"))
            #expect(try await house.authority.tokens.takeBack(clients, by: ben, at: Estate.now).indexes == 0)
            #expect(try await estate.revoked() == [])
            _ = try await house.authority.tokens.takeBack(.init(before: Estate.late), by: ben, at: Estate.now)
            #expect(try await estate.revoked() == ["early ben session", "early ben read"])
            _ = try await house.authority.tokens.takeBack(.init(account: "ben"), by: ben, at: Estate.now)
            let all = ["early ben session", "early ben read", "late ben session", "late ben read"]
            #expect(try await estate.revoked() == Set(all))
        }
    }

    @Test("an administrator takes back anything, while the account is one")
    func administrator() async throws {
        try await TestAuthority.run { house async throws in
            let estate = try await Estate(house)
            let name = try Username("ben")
            try await house.authority.accounts.setAdministrator(name, to: true, at: Estate.early)
            let ben = try await house.authority.accounts.vouch(for: name)
            #expect(ben.isAdministrator)
            let reader = estate.reader
            let count = try await house.authority.tokens.takeBack(.init(client: reader.id), by: ben, at: Estate.now)
            #expect(count.blocks == 1)
            // What this process had left of the block is dead, so the next token comes from another.
            let next = try await house.authority.tokens.issue(ClientTokenRequest(), to: reader, at: Estate.now)
            #expect(try await !house.isRevoked(next.accessToken, at: Estate.now))

            try await house.authority.accounts.setAdministrator(name, to: false, at: Estate.now)
            for request in [RevocationRequest(account: "ana"), .init(client: reader.id)] {
                let refusal = await #expect(throws: OAuthRefusal.self) {
                    _ = try await house.authority.tokens.takeBack(request, by: ben, at: Estate.now)
                }
                #expect(refusal?.code == .administratorRequired, "the caller still says so, the database no longer")
            }
            try await house.authority.accounts.disable(name, at: Estate.now)
            let refusal = await #expect(throws: OAuthRefusal.self) {
                _ = try await house.authority.tokens.takeBack(.init(account: "ben"), by: ben, at: Estate.now)
            }
            #expect(refusal?.code == .credentialsInvalid)
        }
    }

    @Test("a client's blocks that lie side by side are one change", arguments: TestDatabase.all)
    func ranges(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house async throws in
            let client = try await house.program()
            var texts: [String] = []
            for _ in 0..<50 {
                texts.append(
                    try await house.authority.tokens.issue(ClientTokenRequest(), to: client, at: Estate.early)
                        .accessToken)
            }
            let count = try await house.authority.clients.disable(client.id, at: Estate.now)
            #expect(count == RevocationCount(sessions: 0, tokens: 0, authorizations: 0, blocks: 3, indexes: 56, beyond: 0))
            let changes = try await house.database.read { try StatusChanges.after(version: 0, in: $0) }
            #expect(changes.map(\.count) == [56])
            for text in texts { #expect(try await house.isRevoked(text, at: Estate.now)) }
        }
    }

    @Test("all of it or nothing: a database that fails keeps what was")
    func broken() async throws {
        try await TestAuthority.run { house async throws in
            _ = try await Estate(house)
            // A change that the schema refuses, in the middle of the transaction.
            _ = try await house.database.write { db throws in
                try db.execute(
                    "CREATE TRIGGER full BEFORE INSERT ON status_changes WHEN NEW.version > 1 BEGIN SELECT RAISE(ABORT, 'full'); END")
            }
            await #expect(throws: SQLFault.self) {
                _ = try await Tokens.takeBack(.init(before: Estate.now), in: house.database, at: Estate.now)
            }
            #expect(try await house.count("status_changes") == 0)
            #expect(try await house.count("sessions WHERE revoked_at IS NOT NULL") == 0)
            #expect(try await house.count("index_blocks WHERE revoked_at IS NOT NULL") == 0)
        }
    }
}
