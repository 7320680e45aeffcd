// Statuses in words: the same as in bytes, for every width, and what is revoked stays so.

import OAuth
import Testing

@testable import TokenVerifier

@Suite("Status words")
struct StatusWordsTests {
    @Test("every index says what the bytes say, for every width and length", arguments: [1, 2, 4, 8])
    func same(bits: Int) {
        for count in [0, 1, 7, 8, 9, 63, 64, 65, 127, 128, 1_000] {
            var statuses = StatusBits(count: count, bits: bits)
            for index in 0..<count where (index * 2_654_435_761) % 3 == 0 { statuses.invalidate(index) }
            let words = StatusWords(statuses)
            let wrong = (-2..<(count + 70)).filter { words.status(at: $0) != statuses.status(at: $0) }
            #expect(wrong.isEmpty, "of \(count)")
        }
    }

    @Test("no index is too strange", arguments: [Int.min, -1, 1 << 20, Int.max, Int.max / 2 + 1])
    func strange(index: Int) {
        var words = StatusWords(StatusBits(count: 1 << 20))
        #expect(words.status(at: index) == nil)
        words.revoke(index..<(index == .max ? index : index + 1))
        #expect(words.words.count == 1 << 14)
        #expect(words.words.allSatisfy { $0 == 0 })
        #expect(words.status(at: (1 << 20) - 1) == 0)
    }

    @Test("ranges, within the list and beyond it", arguments: [1, 2, 4, 8])
    func ranges(bits: Int) {
        for range in [0..<1, 5..<5, 0..<64, 60..<70, 63..<129, 100..<300] {
            var words = StatusWords(StatusBits(count: 128, bits: bits))
            words.revoke(range)
            let wrong = (0..<400).filter { index in
                words.status(at: index) != (range.contains(index) ? 1 : index < 128 ? 0 : nil)
            }
            #expect(wrong.isEmpty, "\(range)")
        }
    }

    @Test("a newer document adds to what is known, and takes nothing of it away")
    func adding() {
        var old = StatusWords(StatusBits(count: 64))
        old.revoke(3..<4)
        old.revoke(200..<201)
        var newer = StatusBits(count: 128)
        newer.invalidate(7)
        var words = StatusWords(newer)
        words.add(old)
        for (index, status) in [(3, 1), (7, 1), (4, 0), (127, 0), (200, 1)] as [(Int, UInt8)] {
            #expect(words.status(at: index) == status, "\(index)")
        }
        #expect(words.status(at: 199) == nil)
        // A shorter document is not believed to be the whole list.
        var shorter = StatusWords(StatusBits(count: 8))
        shorter.add(words)
        #expect(shorter.status(at: 127) == 0)
    }

    @Test("of wider statuses the newest document counts, because a suspension ends")
    func wide() {
        var old = StatusWords(StatusBits(count: 64, bits: 2))
        old.revoke(3..<4)
        var words = StatusWords(StatusBits(count: 64, bits: 2))
        words.add(old)
        #expect(words.status(at: 3) == 0)
    }
}
