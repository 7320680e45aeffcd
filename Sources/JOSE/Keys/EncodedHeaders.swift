// The encoded headers of one key's tokens: a key signs few kinds of them, again and again.

internal import Synchronization

/// Headers by the kind of token, encoded in base64url. What is in a place stays there, so that looking takes no lock.
final class EncodedHeaders: Sendable {
    private final class Entry: Sendable {
        let type: String
        let encoded: [UInt8]

        init(_ type: String, _ encoded: [UInt8]) {
            self.type = type
            self.encoded = encoded
        }
    }

    private let places = InlineArray<4, AtomicLazyReference<Entry>> { _ in AtomicLazyReference() }

    /// The encoded header for tokens of that type, made when it is first needed; a fifth type is made each time.
    func encoded(_ type: String, _ make: () -> [UInt8]) -> [UInt8] {
        for place in places.indices {
            guard let entry = places[place].load() else {
                let entry = Entry(type, Base64URL.encodedBytes(make()))
                // Another thread may have been quicker, with another type: then this one looks again next time.
                _ = places[place].storeIfNil(entry)
                return entry.encoded
            }
            if entry.type.hasBytes(of: type) { return entry.encoded }
        }
        return Base64URL.encodedBytes(make())
    }
}
