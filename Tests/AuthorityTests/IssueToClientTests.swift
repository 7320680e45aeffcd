// Tokens of clients: what they carry, what they cost, and that no index is given twice.

import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@testable import Authority

@Suite("IssueToClient", .timeLimit(.minutes(8)))
struct IssueToClientTests {
    static let now = TestAuthority.now

    @Test("a token carries its client, its API, its scopes and a handle", arguments: TestDatabase.all)
    func claims(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house async throws in
            let client = try await house.program(scopes: ["notes:read", "tasks:read"])
            let issued = try await house.authority.tokens.issue(ClientTokenRequest(), to: client, at: Self.now)
            let token = try house.verified(issued.accessToken)
            #expect(token.subject == client.id)
            #expect(token.clientID == client.id)
            #expect(token.scopes.names == ["notes:read", "tasks:read"])
            #expect(issued.scope == "notes:read tasks:read")
            #expect(issued.expiresIn == 600)
            #expect(token.claims[.expiration]?.integer == Self.now + 600)
            let status = try #require(try StatusReference(in: token.claims))
            #expect(status == StatusReference(index: 0, uri: house.issuer.url("/status/1")))
            let identifier = try #require(token[.identifier]?.string)
            #expect(identifier == issued.identifier)
            #expect(identifier.wholeMatch(of: /1\.0\.[A-Za-z0-9_-]{16}/) != nil)
            #expect(try await !house.isRevoked(issued.accessToken))
        }
    }

    @Test(
        "what is refused",
        arguments: [
            (ClientTokenRequest(audience: "https://none.example"), .invalidTarget),
            (ClientTokenRequest(audience: "a\0b:c"), .invalidTarget),
            (ClientTokenRequest(audience: "https://auth.example.com"), .invalidTarget),
            (ClientTokenRequest(audience: "https://other.example"), .invalidTarget),
            (ClientTokenRequest(scope: "notes:write"), .invalidScope),
            (ClientTokenRequest(scope: "none"), .invalidScope),
            (ClientTokenRequest(scope: "notes:read notes:write"), .invalidScope),
            (ClientTokenRequest(scope: "notes:read\0"), .invalidScope),
        ] as [(ClientTokenRequest, OAuthRefusal.Code)])
    func refused(request: ClientTokenRequest, code: OAuthRefusal.Code) async throws {
        try await TestAuthority.run { house async throws in
            _ = try await house.authority.apis.create(
                identifier: "https://other.example", name: "Other", scopes: [APIScope(scope: "x", sentence: "X")],
                at: Self.now)
            let client = try await house.program(scopes: ["notes:read"])
            let refusal = await #expect(throws: OAuthRefusal.self) {
                _ = try await house.authority.tokens.issue(request, to: client, at: Self.now)
            }
            #expect(refusal?.code == code)
            #expect(try await house.count("index_blocks") == 0)
        }
    }

    @Test("an API without scopes asks only who it is")
    func scopeless() async throws {
        try await TestAuthority.run { house async throws in
            _ = try await house.authority.apis.create(identifier: "urn:plain", name: "Plain", scopes: [], at: Self.now)
            let client = try await house.program(scopes: [])
            let issued = try await house.authority.tokens.issue(
                ClientTokenRequest(audience: "urn:plain"), to: client, at: Self.now)
            #expect(issued.scope == "")
        }
    }

    @Test("a thousand tokens cost a handful of rows, and after the sweep none", arguments: TestDatabase.all)
    func rows(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house async throws in
            let client = try await house.program(scopes: ["notes:read"])
            for _ in 0..<1_000 {
                _ = try await house.authority.tokens.issue(ClientTokenRequest(), to: client, at: Self.now)
            }
            #expect(try await house.count("index_blocks") == 7)
            #expect(try await house.count("status_lists") == 1)
            for table in ["sessions", "named_tokens", "status_changes"] { #expect(try await house.count(table) == 0) }
            try await house.authority.upkeep.sweep(at: Self.now + 3_600 + 3_600)
            #expect(try await house.count("index_blocks") == 7, "the hour of grace")
            try await house.authority.upkeep.sweep(at: Self.now + 3_600 + 3_601)
            #expect(try await house.count("index_blocks") == 0)
            #expect(try await house.count("status_lists") == 0)
        }
    }

    @Test("many at once, on two authorities over one database: no index twice", arguments: TestDatabase.all)
    func races(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house async throws in
            let client = try await house.program(scopes: ["notes:read"])
            let other = house.again()
            let tokens = try await withThrowingTaskGroup(of: GrantedTokens.self) { group in
                for number in 0..<100 {
                    let authority = number.isMultiple(of: 2) ? house.authority : other
                    group.addTask {
                        try await authority.tokens.issue(ClientTokenRequest(), to: client, at: Self.now)
                    }
                }
                for _ in 0..<20 { group.addTask { GrantedTokens(of: try await house.login()) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let handles = Set(try tokens.map { try handle(of: $0.accessToken) })
            #expect(handles.count == 120)
        }
    }

    @Test("what a crash left unused is never handed out", arguments: [TestDatabase.memory, .file])
    func crash(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house async throws in
            let client = try await house.program(scopes: ["notes:read"])
            var indexes: [Int] = []
            for _ in 0..<4 {
                // Each start begins with a block of its own, whatever the one before had left.
                let authority = house.again()
                for _ in 0..<3 {
                    let issued = try await authority.tokens.issue(ClientTokenRequest(), to: client, at: Self.now)
                    indexes.append(try handle(of: issued.accessToken).index)
                }
            }
            #expect(indexes == [0, 1, 2, 8, 9, 10, 16, 17, 18, 24, 25, 26])
        }
    }

    @Test("a client that is disabled between its check and its block gets none")
    func disabledMeanwhile() async throws {
        try await TestAuthority.run { house async throws in
            let client = try await house.program(scopes: ["notes:read"])
            let issued = try await house.authority.tokens.issue(ClientTokenRequest(), to: client, at: Self.now)
            try await house.authority.clients.disable(client.id, at: Self.now)
            #expect(try await house.isRevoked(issued.accessToken))
            let refusal = await #expect(throws: OAuthRefusal.self) {
                _ = try await house.authority.tokens.issue(ClientTokenRequest(), to: client, at: Self.now)
            }
            #expect(refusal?.code == .invalidClient)
        }
    }

    @Test("a full disk issues nothing")
    func broken() async throws {
        try await TestAuthority.run { house async throws in
            let client = try await house.program(scopes: ["notes:read"])
            try house.breakDatabase()
            await #expect(throws: SQLFault.closed) {
                _ = try await house.authority.tokens.issue(ClientTokenRequest(), to: client, at: Self.now)
            }
        }
    }

    private func handle(of token: String) throws -> StatusHandle {
        let claims = try UnverifiedToken(parsing: token).unverifiedClaims()
        let parts = try #require(claims[.identifier]?.string).split(separator: ".")
        return StatusHandle(list: try #require(Int(parts[0])), index: try #require(Int(parts[1])))
    }
}

extension GrantedTokens {
    /// A login token, for tests that mix both.
    fileprivate init(of issued: IssuedToken) {
        self.init(
            accessToken: issued.token, tokenType: "Bearer", expiresIn: issued.expiresIn, scope: issued.scope,
            identifier: issued.id)
    }
}
