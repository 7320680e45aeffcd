// The bits of a status list, by the examples of the standard (Token Status List §4.1).

import OAuth
import Testing

@Suite("Status bits")
struct StatusBitsTests {
    /// The 1-bit example: 16 statuses, bytes b9 a3.
    static let one = "eNrbuRgAAhcBXQ"
    static let oneStatuses: [UInt8] = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
    /// The 2-bit example: 12 statuses, bytes c9 44 f9.
    static let two = "eNo76fITAAPfAgc"
    static let twoStatuses: [UInt8] = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]

    @Test(
        "the standard's examples",
        arguments: [(1, one, [0xB9, 0xA3], oneStatuses), (2, two, [0xC9, 0x44, 0xF9], twoStatuses)]
            as [(Int, String, [UInt8], [UInt8])]
    )
    func examples(bits: Int, list: String, bytes: [UInt8], statuses: [UInt8]) throws {
        let read = try #require(StatusBits(bits: bits, list: list))
        #expect(read.bytes == bytes)
        #expect(statuses.indices.map { read.status(at: $0) } == statuses)
        #expect(read.status(at: statuses.count) == nil)
        #expect(read.status(at: -1) == nil)
        #expect(read.status(at: Int.max) == nil)
    }

    @Test("a list that is written is read as the same bytes", arguments: [1, 2, 4, 8])
    func roundTrip(bits: Int) throws {
        var statuses = StatusBits(count: 1_000, bits: bits)
        for index in [0, 7, 8, 500, 999] { statuses.invalidate(index) }
        let list = try #require(statuses.list)
        let read = try #require(StatusBits(bits: bits, list: list))
        #expect(read == statuses)
        #expect((0..<1_000).filter { read.status(at: $0) == 1 } == [0, 7, 8, 500, 999])
    }

    @Test("other numbers of bits", arguments: [0, 3, 5, 16, -1])
    func otherBits(bits: Int) {
        #expect(StatusBits(bits: bits, list: Self.one) == nil)
    }

    @Test(
        "what is not base64url of one ZLIB stream",
        arguments: [
            "", "eNrbuRgAAhcBXQ==", "eNrbuRgAAhcBX+", "eNrbuRgAAhcBXA", "eNrbuRgAAhcB", "eNrbuRgAAhcBXQAA",
            "H4sIAAAAAAAA_9vJxQAA", "27kYAA",
        ]
    )
    func damaged(list: String) {
        #expect(StatusBits(bits: 1, list: list) == nil)
    }

    @Test("a range is marked, and nothing beyond the end")
    func ranges() {
        var statuses = StatusBits(count: 16)
        statuses.invalidate(14, count: 10)
        #expect(statuses.bytes == [0, 0b1100_0000])
    }

    @Test("a union keeps what was set, and the longer of the two")
    func union() {
        var earlier = StatusBits(count: 24)
        earlier.invalidate(3)
        earlier.invalidate(20)
        var later = StatusBits(count: 16)
        later.invalidate(9)
        #expect(later.union(earlier).bytes == [0b1000, 0b10, 0b1_0000])
        #expect(earlier.union(later).bytes == [0b1000, 0b10, 0b1_0000])
        #expect(StatusBits(count: 8, bits: 2).union(earlier) == StatusBits(count: 8, bits: 2))
    }
}
