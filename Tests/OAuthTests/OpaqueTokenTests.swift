// Opaque tokens: made evenly, recognised exactly, found by the published pattern, and never printed.

import Testing

@testable import OAuth

@Suite("OpaqueToken")
struct OpaqueTokenTests {
    /// Checksums from another implementation of CRC-32 than the one in use.
    @Test(
        "known tokens are recognised",
        arguments: [
            "tessera_pat_0000000000000000000000000000004dx2sC", "tessera_pat_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz1lcGCF",
            "tessera_pat_abcdefghijklmnopqrstuvwxyzABCD2BZ13u", "tessera_pat_00000000000000000000000000044700hM9D",
        ])
    func known(text: String) { #expect(OpaqueToken(text)?.text == text) }

    @Test("the check value of CRC-32")
    func checksum() { #expect(Zlib.checksum(Array("123456789".utf8)) == 0xCBF4_3926) }

    @Test("what is made is recognised, found by the pattern, and made once")
    func made() throws {
        var generator = SystemRandomNumberGenerator()
        let pattern = try Regex(OpaqueToken.pattern)
        var seen: Set<String> = []
        for _ in 0..<1_000 {
            let text = OpaqueToken(using: &generator).text
            #expect(text.utf8.count == 48)
            #expect(OpaqueToken(text) != nil)
            #expect("see \(text), please".firstMatch(of: pattern).map { String($0.output[0].substring ?? "") } == text)
            #expect(seen.insert(text).inserted)
        }
    }

    @Test("every digit is as likely as any other")
    func even() {
        var generator = Steady(state: 42)
        var counts: [UInt8: Int] = [:]
        for _ in 0..<2_000 {
            for byte in OpaqueToken(using: &generator).text.utf8.dropFirst(12).prefix(30) { counts[byte, default: 0] += 1 }
        }
        // 60 000 digits, 968 of each expected, with a deviation of 31: a modulo of a byte would give 0…7 a quarter more.
        #expect(counts.count == 62)
        #expect(counts.values.allSatisfy { (800...1_140).contains($0) }, "\(counts)")
    }

    static let good = "tessera_pat_abcdefghijklmnopqrstuvwxyzABCD2BZ13u"

    @Test(
        "any other text is none",
        arguments: [
            "", "tessera_pat_", String(good.dropLast()), good + "0", " " + good, good + " ", good + "\n", good + "\0",
            "Tessera_pat_" + good.dropFirst(12), "tessera_pat-" + good.dropFirst(12), String(good.dropFirst()),
            good.replacing("a", with: "ä", maxReplacements: 1), "tessera_pat_" + String(repeating: "é", count: 18),
        ])
    func other(text: String) { #expect(OpaqueToken(text) == nil) }

    @Test("nothing of it is printed")
    func printed() throws {
        let token = try #require(OpaqueToken(Self.good))
        #expect("\(token)" == "OpaqueToken(hidden)")
        #expect(String(reflecting: token) == "OpaqueToken(hidden)")
    }

    /// A generator that gives the same numbers each time.
    private struct Steady: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ (state >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        }
    }
}
