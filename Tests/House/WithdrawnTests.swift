// Whoever takes a right away takes the tokens back that rest on it: introspection relies on that.

import Testing

@Suite("House: rights that go")
struct WithdrawnTests {
    /// The functions of a file that take a scope from an account or an API, or shut somebody out.
    static func takers(in text: String, calling calls: [String]) -> [Substring] {
        text.split(separator: "func ", omittingEmptySubsequences: true).dropFirst().filter { function in
            calls.contains { function.contains($0 + "(") }
        }
    }

    private static let authority: [(path: String, text: String)] = Repository.sources
        .filter { $0.path.hasPrefix("Sources/") && !$0.path.hasPrefix("Sources/Records/") }
        .map { ($0.path, Repository.text(of: $0.path) ?? "") }

    @Test("scopes are taken away in one place, which takes the tokens back first")
    func scopes() throws {
        let calls = ["AccountScopes.remove", "API.remove"]
        let takers = Self.authority.flatMap { file in
            Self.takers(in: file.text, calling: calls).map { (path: file.path, text: $0) }
        }
        #expect(takers.map(\.path) == Array(repeating: "Sources/Authority/Revocation/WithdrawScope.swift", count: 2))
        for taker in takers {
            let parts = taker.text.split(separator: ".apply(at: now", omittingEmptySubsequences: false)
            #expect(parts.count == 2 && !calls.contains { parts[0].contains($0) })
        }
    }

    @Test("who shuts an account or a client out takes back what it holds")
    func shutOut() {
        let takers = Self.authority.flatMap { Self.takers(in: $0.text, calling: ["Account.disable", "Client.disable"]) }
        #expect(takers.count == 3)
        for taker in takers {
            let count = taker.split(separator: ".disable(id", omittingEmptySubsequences: false).count
            #expect(taker.split(separator: "MassRevocation(", omittingEmptySubsequences: false).count == count)
        }
    }

    @Test("a taker is found")
    func aTakerIsFound() {
        let text = "enum A {\nfunc a() { try API.remove(scope) }\nfunc b() { API.removed }\nfunc c() { Account.disable(id: id) }"
        #expect(Self.takers(in: text, calling: ["API.remove", "Account.disable"]).count == 2)
    }
}
