// The headers of tokens that verified, by their encoded bytes: a service sees few distinct ones.

internal import Synchronization

/// Saves decoding and reading a header that was read before.
///
/// Only headers of tokens whose signature held are kept, so that a stranger can't push them out; the same bytes always
/// mean the same header, so nothing about a token is trusted on account of this memory.
enum HeaderMemory {
    private static let capacity = 16
    /// The longest header that is kept, in encoded bytes.
    private static let longest = 512

    private static let known = Mutex<[(encoded: [UInt8], header: JOSEHeader)]>([])

    /// The header that a text's first bytes encode, if it is known.
    static func recall(_ text: String, upTo end: Int) -> JOSEHeader? {
        guard end <= longest else { return nil }
        return known.withLock { known in
            let encoded = text.utf8.span.extracting(0..<end)
            for place in known.indices {
                let candidate = known[place].encoded
                if candidate.span.equals(encoded) { return known[place].header }
            }
            return nil
        }
    }

    /// Keeps the header that a verified text's first bytes encode.
    static func remember(_ header: JOSEHeader, of text: String, upTo end: Int) {
        guard end <= longest, recall(text, upTo: end) == nil else { return }
        let encoded = Array(text.utf8.prefix(end))
        known.withLock { known in
            if known.count == capacity { known.removeFirst() }
            known.append((encoded, header))
        }
    }
}
