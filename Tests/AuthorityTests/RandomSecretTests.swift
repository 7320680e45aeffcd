// Random texts: long enough, of the right letters, and never the same.

import JOSE
import Testing

@testable import Authority

@Suite("RandomSecret")
struct RandomSecretTests {
    @Test("identifiers have 96 bits behind their kind, and none comes twice")
    func identifiers() throws {
        var seen: Set<String> = []
        for _ in 0..<1_000 {
            let identifier = RandomSecret.identifier("tok")
            #expect(identifier.hasPrefix("tok_"))
            #expect(try Base64URL.decode(String(identifier.dropFirst(4))).count == 12)
            #expect(seen.insert(identifier).inserted)
        }
    }

    @Test("every byte of the generator is used")
    func generator() {
        struct Counting: RandomNumberGenerator {
            var state: UInt64 = 0
            mutating func next() -> UInt64 {
                defer { state &+= 0x0101_0101_0101_0101 }
                return state
            }
        }
        var generator = Counting()
        let bytes = RandomSecret.bytes(64, using: &generator)
        #expect(Set(bytes).count == 64)
    }
}
