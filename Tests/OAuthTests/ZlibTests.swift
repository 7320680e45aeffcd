// Inflating what a stranger sent: one whole stream, and never more than the bound.

import Testing

@testable import OAuth

@Suite("Zlib")
struct ZlibTests {
    static let stream = Zlib.deflate([UInt8](repeating: 7, count: 100_000)) ?? []

    @Test(
        "a stream inflates up to the bound, exactly",
        arguments: [(100_000, true), (99_999, false), (0, false)])
    func bound(limit: Int, fits: Bool) {
        #expect(Self.stream.count < 200)
        #expect((Zlib.inflate(Self.stream, limit: limit) == [UInt8](repeating: 7, count: 100_000)) == fits)
    }

    @Test("a bomb is stopped at the bound: 64 MiB out of 64 KiB")
    func bomb() throws {
        let bomb = try #require(Zlib.deflate([UInt8](repeating: 0, count: 1 << 26)))
        #expect(bomb.count < 70_000)
        #expect(Zlib.inflate(bomb, limit: 1 << 20) == nil)
    }

    @Test("every cut of a stream is refused")
    func cuts() {
        for length in 0..<Self.stream.count {
            #expect(Zlib.inflate(Array(Self.stream.prefix(length)), limit: 1 << 20) == nil, "\(length)")
        }
    }

    @Test("bytes after the stream, and a wrong checksum")
    func ends() {
        #expect(Zlib.inflate(Self.stream + [0], limit: 1 << 20) == nil)
        #expect(Zlib.inflate(Self.stream + Self.stream, limit: 1 << 20) == nil)
        var wrong = Self.stream
        wrong[wrong.count - 1] ^= 1
        #expect(Zlib.inflate(wrong, limit: 1 << 20) == nil)
    }

    @Test("a preset dictionary, raw deflate and gzip are not this format")
    func otherFormats() {
        // FDICT is bit 5 of the second byte; 0x78BB is a multiple of 31, so the header is otherwise right.
        #expect(Zlib.inflate([0x78, 0xBB, 0, 0, 0, 1] + Self.stream.dropFirst(2), limit: 1 << 20) == nil)
        #expect(Zlib.inflate(Array(Self.stream.dropFirst(2).dropLast(4)), limit: 1 << 20) == nil)
        #expect(
            Zlib.inflate([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + Self.stream.dropFirst(2), limit: 1 << 20)
                == nil)
    }

    @Test("gzip: what is compressed inflates to the same, and has the header of RFC 1952", arguments: [0, 1, 700, 200_000])
    func gzip(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
        let stream = try #require(Gzip.compress(bytes))
        #expect(stream.starts(with: [0x1F, 0x8B, 8]))
        #expect(Zlib.inflate(stream, limit: count, .gzip) == bytes)
    }

    @Test("nothing at all is a stream too")
    func empty() throws {
        let stream = try #require(Zlib.deflate([]))
        #expect(Zlib.inflate(stream, limit: 0) == [])
    }
}
