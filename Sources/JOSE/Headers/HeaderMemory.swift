// The headers of tokens that verified, by their encoded bytes: a service sees few distinct ones.

internal import Synchronization

/// Saves decoding and reading a header that was read before.
///
/// Only headers of tokens whose signature held are kept, so that a stranger can't fill the places; the same bytes always
/// mean the same header, so nothing about a token is trusted on account of this memory. What is in a place stays there:
/// looking takes no lock, and many threads verify without waiting for each other.
enum HeaderMemory {
    private static let placeCount = 256
    /// Places that are looked at for one header before it is taken for unknown.
    private static let reach = 4
    /// The longest header that is kept, in encoded bytes.
    private static let longest = 512

    /// A header, and how long the signature was that came with it, in letters: the next one is as long.
    final class KnownHeader: Sendable {
        let header: JOSEHeader
        let signatureLength: Int
        fileprivate let encoded: [UInt8]

        fileprivate init(_ encoded: [UInt8], _ header: JOSEHeader, signatureLength: Int) {
            self.encoded = encoded
            self.header = header
            self.signatureLength = signatureLength
        }
    }

    private static let places = InlineArray<256, AtomicLazyReference<KnownHeader>> { _ in
        AtomicLazyReference()
    }

    /// The header that a text's first bytes encode, if it is known.
    static func recall(_ text: Span<UInt8>, upTo end: Int) -> KnownHeader? {
        guard end <= longest else { return nil }
        let encoded = text.extracting(0..<end)
        let start = mark(of: encoded)
        for step in 0..<reach {
            guard let entry = places[(start &+ step) & (placeCount - 1)].load() else { return nil }
            let known = entry.encoded
            if known.span.equals(encoded) { return entry }
        }
        return nil
    }

    /// Keeps the header that a verified text's first bytes encode, where there is a place for it.
    static func remember(
        _ header: JOSEHeader,
        of text: Span<UInt8>,
        upTo end: Int,
        signatureLength: Int
    ) {
        guard end <= longest, recall(text, upTo: end) == nil else { return }
        let encoded = text.extracting(0..<end)
        let copy = unsafe encoded.withUnsafeBufferPointer { unsafe Array($0) }
        let entry = KnownHeader(copy, header, signatureLength: signatureLength)
        let start = mark(of: encoded)
        for step in 0..<reach {
            let place = (start &+ step) & (placeCount - 1)
            if places[place].storeIfNil(entry) === entry { return }
        }
    }

    /// A number that differs for most headers, from every eighth part of them.
    private static func mark(of encoded: Span<UInt8>) -> Int {
        var mark = UInt64(truncatingIfNeeded: encoded.count)
        var offset = 0
        while offset &+ 8 <= encoded.count {
            mark = (mark ^ encoded.word(at: offset)) &* 0x9E37_79B9_7F4A_7C15
            offset &+= 8
        }
        return Int(truncatingIfNeeded: mark >> 40)
    }
}
