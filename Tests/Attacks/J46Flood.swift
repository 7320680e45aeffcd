// J46: megabytes of dots, and of header (CVE-2025-30204).

import JOSE
import Support
import Testing

@Suite struct J46Flood {
    @Test(arguments: [".", "A", "eyJ"])
    func isRefusedByItsLength(_ piece: String) throws {
        let flood = String(repeating: piece, count: 10_000_000 / piece.utf8.count)
        #expect(try Target().refusal(of: flood) == .malformed(.tooLong(limit: 16_384)))
    }

    @Test func manyDotsWithinTheLimit() throws {
        #expect(try Target().refusal(of: String(repeating: ".", count: 16_000)) == .malformed(.parts(16_001)))
    }
}
