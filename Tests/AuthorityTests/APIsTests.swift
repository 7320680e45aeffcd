// Registering APIs, the default among them, and giving accounts their scopes.

import OAuth
import Records
import Support
import Testing

@testable import Authority

@Suite("APIs")
struct APIsTests {
    static let now = TestAuthority.now
    static let scopes = [APIScope(scope: "read", sentence: "Read"), APIScope(scope: "write", sentence: "Write")]

    @Test("the first API is the default; later ones are not", arguments: TestDatabase.all)
    func first(kind: TestDatabase) async throws {
        try await kind.run { database in
            try await Schema.prepare(database)
            let apis = APIs(database: database)
            let one = try await apis.create(
                identifier: "https://one.example", name: "One", scopes: Self.scopes, at: Self.now)
            let two = try await apis.create(
                identifier: "urn:two", name: "Two", scopes: [], at: Self.now + 1)
            #expect(one.defaultAt == Self.now)
            #expect(two.defaultAt == nil)
            #expect(try await apis.all() == [one, two])
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await apis.create(identifier: "urn:two", name: "Other", scopes: Self.scopes, at: Self.now)
            }
            #expect(refusal?.code == .alreadyExists)
            #expect(try await apis.all() == [one, two])
            try await apis.ensureDefault(identifier: "urn:two", name: "Two", scopes: [], at: Self.now + 2)
            #expect(try await apis.all().map(\.defaultAt) == [nil, Self.now + 2])
        }
    }

    @Test(
        "what can't be an audience",
        arguments: [
            "", "api", "/api", ":api", "https://api.example#part", "https://api example", "https://api.example\n",
            "https://café.example", "https://" + String(repeating: "a", count: 512), "https://api\0.example",
        ])
    func identifiers(text: String) async throws {
        try await TestAuthority.run { house async throws in
            for isDefault in [false, true] {
                let refusal = await #expect(throws: OAuthRefusal.self) {
                    if isDefault {
                        try await house.authority.apis.ensureDefault(
                            identifier: text, name: "Any", scopes: [], at: Self.now)
                    } else {
                        _ = try await house.authority.apis.create(
                            identifier: text, name: "Any", scopes: [], at: Self.now)
                    }
                }
                #expect(refusal?.code == .invalidRequest)
            }
            #expect(try await house.count("apis") == 1)
        }
    }

    @Test("what can't be a scope", arguments: ["", "a b", "a\"b", "a\\b", "é", String(repeating: "a", count: 129)])
    func badScopes(text: String) async throws {
        try await TestAuthority.run { house in
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await house.authority.apis.create(
                    identifier: "urn:new", name: "New", scopes: [APIScope(scope: text, sentence: "")], at: Self.now)
            }
            #expect(refusal?.code == .invalidRequest)
        }
    }

    @Test("granting adds to what is held", arguments: TestDatabase.all)
    func grant(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house async throws in
            let apis = house.authority.apis
            #expect(try await apis.grant(["tasks:read"], of: nil, to: house.ben) == ["notes:read", "tasks:read"])
            #expect(try await apis.grant(["tasks:read"], of: nil, to: house.ben) == ["notes:read", "tasks:read"])
            #expect(try await apis.grant(nil, of: TestAuthority.api, to: house.ben) == TestAuthority.scopes)
        }
    }

    @Test(
        "granting and checking what is not there",
        arguments: [
            (String?.none, "admin", OAuthRefusal.Code.invalidScope), (TestAuthority.api, "notes:Read", .invalidScope),
            (TestAuthority.api, "", .invalidScope), ("https://other.example", "notes:read", .invalidTarget),
            (TestAuthority.api + "/", "notes:read", .invalidTarget),
        ])
    func unknown(api: String?, scope: String, code: OAuthRefusal.Code) async throws {
        try await TestAuthority.run { house async throws in
            let apis = house.authority.apis
            let granting = await #expect(throws: OAuthRefusal.self) {
                try await apis.grant(["notes:read", scope], of: api, to: house.ben)
            }
            #expect(granting?.code == code)
            let checking = await #expect(throws: OAuthRefusal.self) {
                try await apis.check(["notes:read", scope], of: api)
            }
            #expect(checking?.code == code)
            #expect(try await house.count("account_scopes") == 5)
        }
    }
}
