// Nonces that need no memory: how long they live, and who else takes them.

import OAuth
import Testing

@Suite("DPoP nonces")
struct DPoPNoncesTests {
    static let now = 1_800_000_000  // the first second of a stretch

    @Test(
        "a nonce lives for its stretch and the next",
        arguments: [(0, true), (59, true), (60, true), (119, true), (120, false), (-1, true), (-60, true), (-61, false), (100_000, false)])
    func life(later: Int, isTaken: Bool) {
        let nonces = DPoPNonces(lifetime: 60)
        #expect(nonces.accepts(nonces.nonce(at: Self.now), at: Self.now + later) == isTaken)
    }

    @Test("it changes with the time, and is short")
    func changes() {
        let nonces = DPoPNonces(lifetime: 60)
        #expect(nonces.nonce(at: Self.now) == nonces.nonce(at: Self.now + 59))
        #expect(nonces.nonce(at: Self.now) != nonces.nonce(at: Self.now + 60))
        #expect(nonces.nonce(at: Self.now).utf8.count == 22)
    }

    @Test("nodes with one key take each other's; others don't")
    func nodes() throws {
        let key = [UInt8](repeating: 7, count: 32)
        let nonce = try DPoPNonces(key: key).nonce(at: Self.now)
        #expect(try DPoPNonces(key: key).accepts(nonce, at: Self.now))
        #expect(!DPoPNonces().accepts(nonce, at: Self.now))
        #expect(try !DPoPNonces(key: key, lifetime: 60).accepts(nonce, at: Self.now))
        #expect(throws: OAuthRefusal.self) { try DPoPNonces(key: Array(key.dropLast())) }
    }

    @Test("nothing else is taken", arguments: ["", "A", "AAAAAAAAAAAAAAAAAAAAAA", String(repeating: "A", count: 10_000)])
    func others(text: String) {
        #expect(!DPoPNonces().accepts(text, at: Self.now))
    }

    @Test("no time overflows", arguments: [Int.min, -1, 0, Int.max])
    func anyTime(now: Int) {
        let nonces = DPoPNonces(lifetime: 1)
        #expect(nonces.lifetime == 10)
        #expect(nonces.accepts(nonces.nonce(at: now), at: now))
    }
}
