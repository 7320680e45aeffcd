// Whoever writes to a table that is kept in memory says so in the same function.

import Testing

@Suite("House: what is kept in memory")
struct DirectoryVersionTests {
    static let tables = [
        "accounts", "account_scopes", "apis", "api_scopes", "clients", "client_secrets", "client_scopes", "client_guards",
    ]

    /// The functions that write to one of the tables without advancing the version.
    static func silent(in text: String) -> [String] {
        let functions = text.split(separator: "static func ", omittingEmptySubsequences: true).dropFirst()
        return functions.compactMap { function in
            let writes = tables.contains { table in
                ["INSERT INTO", "UPDATE", "DELETE FROM"].contains { function.contains("\($0) \(table) ") }
            }
            guard writes, !function.contains("DirectoryVersion.advance(") else { return nil }
            return String(function.prefix { $0 != "(" })
        }
    }

    @Test("every writer advances the version")
    func everyWriterAdvances() {
        let records = Repository.sources.filter { $0.path.hasPrefix("Sources/Records/") }
        let silent = records.flatMap { file in
            Self.silent(in: Repository.text(of: file.path) ?? "").map { "\(file.path): \($0)" }
        }
        // The hash of a password is not kept in memory, and newer parameters of it change nothing else.
        #expect(silent == ["Sources/Records/Accounts/Account.swift: rehash"])
    }

    @Test("a silent writer is found")
    func aSilentWriterIsFound() {
        let text = """
            enum A {
            static func a() { run("UPDATE clients SET a = 1") }
            static func b() { DirectoryVersion.advance(in: t); run("DELETE FROM apis WHERE a = 1") }
            static func c() { run("UPDATE clients_of_others SET a = 1") }
            """
        #expect(Self.silent(in: text) == ["a"])
    }
}
