// Every example of the guides that show declared set-ups applies, and changes nothing the second time.

import Authority
import Foundation
import JOSE
import OAuth
import Records
import Support
import Testing

@Suite("Guide to declared set-ups")
struct DeclaredGuideTests {
    static let guide = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/guides/declared-set-up.md")

    @Test("its examples apply one after the other, and none changes anything when it is applied again")
    func examples() async throws {
        var blocks: [String] = []
        for (guide, count) in [(Self.guide, 5), (FAPIRun.guide, 1)] {
            let text = try String(contentsOf: guide, encoding: .utf8)
            let found = text.matches(of: /```json\n([^`]+)```/).map { String($0.1) }
            #expect(found.count == count, "\(guide.lastPathComponent)")
            blocks += found
        }
        try await TestAuthority.run { house in
            for block in blocks {
                let declaration = try Declaration(JSONDocument.object(parsing: Array(block.utf8)))
                var secrets: [SecretPlace: String] = [:]
                for place in declaration.accounts.compactMap(\.password) + declaration.clients.compactMap(\.secret) {
                    secrets[place] = "a secret of a test, long enough"
                }
                let desk = house.authority.declarations
                let first = try await desk.apply(
                    declaration, secrets: secrets, mode: DeclarationMode(), at: TestAuthority.now)
                #expect(!first.isEmpty)
                let second = try await desk.apply(
                    declaration, secrets: secrets, mode: DeclarationMode(), at: TestAuthority.now)
                #expect(second.isEmpty)
            }
        }
    }

    @Test("it names every member of a client")
    func members() throws {
        let text = try String(contentsOf: Self.guide, encoding: .utf8)
        for name in ClientMetadata.members { #expect(text.contains("`\(name)`"), "\(name)") }
    }
}
