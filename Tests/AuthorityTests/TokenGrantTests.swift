// What a token may be issued for: every refusal by its code, and what is given where nothing is asked.

import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@testable import Authority

@Suite("TokenGrant")
struct TokenGrantTests {
    static let now = TestAuthority.now
    static let issuer = "https://auth.example.com"

    struct Refused: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let request: TokenRequest
        let code: OAuthRefusal.Code

        init(_ name: String, _ code: OAuthRefusal.Code, _ request: TokenRequest) {
            (testDescription, self.request, self.code) = (name, request, code)
        }
    }

    static let refused: [Refused] = [
        Refused("an API that is not registered", .invalidTarget, TokenRequest(audience: "https://other.example")),
        Refused("a slash more", .invalidTarget, TokenRequest(audience: TestAuthority.api + "/")),
        Refused("another case", .invalidTarget, TokenRequest(audience: "https://API.example.com")),
        Refused("no text", .invalidTarget, TokenRequest(audience: "")),
        Refused("NUL", .invalidTarget, TokenRequest(audience: "\0")),
        Refused("NUL at the end", .invalidTarget, TokenRequest(audience: TestAuthority.api + "\0")),
        Refused("SQL", .invalidTarget, TokenRequest(audience: "' OR 1=1 --")),
        Refused("a named token of the issuer", .invalidTarget, TokenRequest(audience: issuer, name: "laptop")),
        Refused("the issuer with a slash", .invalidTarget, TokenRequest(audience: issuer + "/")),
        Refused("a scope of the issuer", .invalidScope, TokenRequest(audience: issuer, scopes: ["notes:read"])),
        Refused("an unknown scope", .invalidScope, TokenRequest(scopes: ["notes:read", "admin"])),
        Refused("another case", .invalidScope, TokenRequest(scopes: ["Notes:read"])),
        Refused("an empty scope", .invalidScope, TokenRequest(scopes: [""])),
        Refused("two in one", .invalidScope, TokenRequest(scopes: ["notes:read notes:write"])),
        Refused("a canonical equivalent", .invalidScope, TokenRequest(scopes: ["\u{212A}elvin"])),
        Refused("NUL in a scope", .invalidScope, TokenRequest(scopes: ["notes:read\0"])),
        Refused("a scope that ben lacks", .invalidScope, TokenRequest(scopes: ["notes:write"])),
        Refused("an empty name", .invalidRequest, TokenRequest(name: "")),
        Refused("a name of 101", .invalidRequest, TokenRequest(name: String(repeating: "é", count: 101))),
        Refused("a line in a name", .invalidRequest, TokenRequest(name: "my\nlaptop")),
        Refused("a blank name", .invalidRequest, TokenRequest(name: " \u{3000}\u{A0}")),
        Refused("NUL in a name", .invalidRequest, TokenRequest(name: "my\0laptop")),
        Refused("a reversed name", .invalidRequest, TokenRequest(name: "my \u{202E}potpal")),
        Refused("an invisible name", .invalidRequest, TokenRequest(name: "\u{200B}")),
        Refused("no seconds", .invalidRequest, TokenRequest(expiresIn: 0)),
        Refused("less than none", .invalidRequest, TokenRequest(expiresIn: -1)),
        Refused("a long login", .invalidRequest, TokenRequest(expiresIn: 901)),
        Refused("more than a year", .invalidRequest, TokenRequest(name: "laptop", expiresIn: 365 * 86_400 + 1)),
        Refused("an age", .invalidRequest, TokenRequest(name: "laptop", expiresIn: Int.max)),
        Refused("no seconds, named", .invalidRequest, TokenRequest(name: "laptop", expiresIn: 0)),
    ]

    @Test("refused, and nothing is left behind", arguments: refused)
    func refusals(row: Refused) async throws {
        try await TestAuthority.run { house in
            try await house.addKelvin()
            let caller = try await house.authority.accounts.vouch(for: Username("ben"))
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await house.authority.tokens.issue(row.request, to: caller, at: Self.now)
            }
            #expect(refusal?.code == row.code)
            #expect((refusal?.sentence.utf8.count ?? 0) < 400)
            for table in ["sessions", "named_tokens", "status_lists"] {
                #expect(try await house.count(table) == 0, "\(table)")
            }
        }
    }

    struct Given: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let request: TokenRequest
        let audience: String
        let scope: String
        let seconds: Int

        init(
            _ name: String, _ request: TokenRequest, _ scope: String = TestAuthority.scopes.joined(separator: " "),
            audience: String = TestAuthority.api, seconds: Int = 900
        ) {
            (testDescription, self.request) = (name, request)
            (self.scope, self.audience, self.seconds) = (scope, audience, seconds)
        }
    }

    static let given: [Given] = [
        Given("nothing asked: all that is held at the default API", TokenRequest()),
        Given("the API by name", TokenRequest(audience: TestAuthority.api)),
        Given("fewer scopes", TokenRequest(scopes: ["tasks:read"]), "tasks:read"),
        Given("no scopes", TokenRequest(scopes: []), ""),
        Given("each once", TokenRequest(scopes: ["tasks:read", "tasks:read"]), "tasks:read"),
        Given("the issuer", TokenRequest(audience: issuer), "", audience: issuer),
        Given("the issuer without scopes", TokenRequest(audience: issuer, scopes: []), "", audience: issuer),
        Given("a second", TokenRequest(expiresIn: 1), seconds: 1),
        Given("the longest login", TokenRequest(expiresIn: 900), seconds: 900),
        Given("named: 30 days", TokenRequest(name: "laptop"), seconds: 2_592_000),
        Given("named: a year", TokenRequest(name: "laptop", expiresIn: 31_536_000), seconds: 31_536_000),
        Given("a long name", TokenRequest(name: String(repeating: "日", count: 100)), seconds: 2_592_000),
        Given("a name that looks like SQL or HTML", TokenRequest(name: "'); <b>\"&"), seconds: 2_592_000),
    ]

    @Test("given", arguments: given)
    func grants(row: Given) async throws {
        try await TestAuthority.run { house in
            let caller = try await house.authority.accounts.vouch(for: Username("ana"))
            let issued = try await house.authority.tokens.issue(row.request, to: caller, at: Self.now)
            #expect(issued.scope == row.scope)
            #expect(issued.expiresIn == row.seconds)
            #expect(try house.verified(issued.token, audience: row.audience).expiresAt == Self.now + row.seconds)
        }
    }

    @Test("scopes come from the account and the API as they are when the token is issued")
    func noAPI() async throws {
        try await TestDatabase.memory.run { database in
            try await Schema.prepare(database)
            let master = try MasterKey(bytes: [UInt8](repeating: 1, count: 32))
            let authority = Authority(
                issuer: try Issuer(Self.issuer),
                database: database,
                keys: try await SigningKeys.open(database, sealedWith: master, algorithm: .es256, at: Self.now)
            )
            let account = Account(
                id: "usr_1", username: "carla", passwordHash: "", createdAt: 0, passwordChangedAt: 0)
            try await database.write { try Account.insert(account, in: $0) }
            let caller = try await authority.accounts.vouch(for: Username("carla"))
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await authority.tokens.issue(TokenRequest(), to: caller, at: Self.now)
            }
            #expect(refusal?.code == .invalidTarget)
            #expect(refusal?.sentence.contains("default") == true)

            // An API at which the account holds nothing gives a token that can do nothing.
            _ = try await authority.apis.create(
                identifier: "urn:api", name: "API", scopes: [APIScope(scope: "read", sentence: "")], at: Self.now)
            let issued = try await authority.tokens.issue(TokenRequest(), to: caller, at: Self.now)
            #expect(issued.scope.isEmpty)
        }
    }
}

extension TestAuthority {
    /// Gives the API a scope whose first letter has a canonical equivalent that is not ASCII, and ben with it.
    fileprivate func addKelvin() async throws {
        try await database.write { db in
            _ = try db.execute(
                "INSERT INTO api_scopes (api, position, scope, sentence) VALUES ($1, 9, 'Kelvin', '')",
                [.text(TestAuthority.api)])
            try AccountScopes.grant(["Kelvin"], to: ben.id, of: TestAuthority.api, in: db)
        }
    }
}
