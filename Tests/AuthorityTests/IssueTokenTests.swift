// Issuing: the claims exactly, the handle, and what a session's tokens may not outlive.

import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@testable import Authority

@Suite("IssueToken")
struct IssueTokenTests {
    static let now = TestAuthority.now

    @Test("a login token has exactly the claims of RFC 9068 and its status", arguments: TestDatabase.all)
    func claims(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let issued = try await house.login(audience: TestAuthority.api)
            let token = try house.verified(issued.token)
            #expect(
                token.header.parameters.members?.map(\.name).sorted() == ["alg", "kid", "typ"])
            #expect(token.header.parameters["typ"]?.string == "at+jwt")
            #expect(token.header.algorithm == "ES256")
            #expect(token.header.keyID == house.authority.keys.published.keys.first?.jwk.thumbprint)
            #expect(
                token.claims.object.members?.map(\.name)
                    == ["iss", "sub", "aud", "exp", "iat", "jti", "client_id", "scope", "status"])
            #expect(token.issuer == house.issuer.value)
            #expect(token.subject == house.ana.id)
            #expect(token.audience == [TestAuthority.api])
            #expect(token.expiresAt == Self.now + 900)
            #expect(token.issuedAt == Self.now)
            #expect(token.clientID == "tessera")
            #expect(token.scopes.names == TestAuthority.scopes)
            #expect(issued.scope == TestAuthority.scopes.joined(separator: " "))
            #expect(issued.expiresIn == 900)
            #expect(issued.id.hasPrefix("ses_"))
        }
    }

    @Test("the handle is the row's own, and jti names it before 96 random bits")
    func handle() async throws {
        try await TestAuthority.run { house in
            var identifiers: Set<String> = []
            for number in 0..<4 {
                let issued = number < 2 ? try await house.login() : try await house.named("ana", "token \(number)")
                let audience = number < 2 ? house.issuer.value : TestAuthority.api
                let token = try house.verified(issued.token, audience: audience)
                let status = try #require(try StatusReference(in: token.claims))
                let list = try #require(status.uri.split(separator: "/").last.flatMap { Int($0) })
                #expect(status.uri == "https://auth.example.com/status/\(list)")
                let row = try await house.database.read { db in
                    try Session.find(id: issued.id, in: db)?.handle ?? NamedToken.find(id: issued.id, in: db)?.handle
                }
                #expect(row == StatusHandle(list: list, index: status.index))
                let parts = try #require(token.identifier).split(separator: ".").map(String.init)
                #expect(parts.prefix(2) == ["\(list)", "\(status.index)"])
                #expect(try Base64URL.decode(parts[2]).count == 12)
                identifiers.insert(parts[2])
            }
            #expect(identifiers.count == 4)
            #expect(try await house.count("sessions") == 2)
            #expect(try await house.count("named_tokens") == 2)
        }
    }

    @Test("a handle stands in the list of the hour in which its token expires")
    func hours() async throws {
        try await TestAuthority.run { house in
            for seconds in [1, 3_600, 3_601, 7_200, 86_400, 31_536_000] {
                let issued = try await house.named("ana", "of \(seconds)", expiresIn: seconds)
                let hour = try await house.database.read { db in
                    let list = try NamedToken.find(id: issued.id, in: db)?.handle.list ?? 0
                    return try Records.StatusLists.find(number: list, in: db)?.hour ?? 0
                }
                #expect(hour == Self.now + (seconds + 3_599) / 3_600 * 3_600)
            }
        }
    }

    @Test("another token of a session shares its handle and never outlives it", arguments: TestDatabase.all)
    func session(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let login = try await house.login()
            for (later, expected) in [(0, 900), (600, 300), (899, 1)] {
                let caller = try await house.authority.tokens.authenticate(bearer: login.token, at: Self.now + later)
                let issued = try await house.authority.tokens.issue(TokenRequest(), to: caller, at: Self.now + later)
                #expect(issued.id == login.id)
                #expect(issued.expiresIn == expected)
                let token = try house.verified(issued.token, at: Self.now + later)
                #expect(token.expiresAt == Self.now + 900)
                let first = try house.verified(login.token, audience: house.issuer.value)
                #expect(try StatusReference(in: token.claims) == StatusReference(in: first.claims))
            }
            #expect(try await house.count("sessions") == 1)
            try await house.authority.tokens.takeBack(login.id, of: house.ana, at: Self.now)
            #expect(try await house.isRevoked(login.token))
        }
    }

    @Test("a session that is over gives nothing more, not even within the leeway of clocks", arguments: [0, 1, 29])
    func over(later: Int) async throws {
        try await TestAuthority.run { house in
            let login = try await house.login()
            let now = Self.now + 900 + later
            await #expect(throws: (any Error).self) {
                let caller = try await house.authority.tokens.authenticate(bearer: login.token, at: now)
                _ = try await house.authority.tokens.issue(TokenRequest(name: "forever"), to: caller, at: now)
            }
            #expect(try await house.count("named_tokens") == 0)
        }
    }

    @Test("a named token made by a login token is its own thing: it outlives the session, within its account")
    func namedBySession() async throws {
        try await TestAuthority.run { house in
            let login = try await house.login("ben")
            let caller = try await house.authority.tokens.authenticate(bearer: login.token, at: Self.now)
            let named = try await house.authority.tokens.issue(
                TokenRequest(name: "laptop"), to: caller, at: Self.now)
            #expect(named.id.hasPrefix("tok_"))
            #expect(named.scope == "notes:read")
            try await house.authority.tokens.takeBack(login.id, of: house.ben, at: Self.now)
            #expect(try await house.isRevoked(login.token))
            #expect(try await !house.isRevoked(named.token))
        }
    }

    @Test("printing an issued token shows no token")
    func printed() async throws {
        try await TestAuthority.run { house in
            let issued = try await house.login()
            #expect("\(issued)" == "IssuedToken(\(issued.id))")
        }
    }
}
