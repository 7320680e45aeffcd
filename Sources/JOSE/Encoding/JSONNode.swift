// Where one value of a JSON text stands, and how much text a reader takes.

/// What a JSON value is.
public enum JSONKind: UInt8, Sendable {
    case null, bool, number, string, array, object
}

/// Where one value stands in its text. Values of an array, and names and values of an object, follow their
/// parent.
///
/// Offsets are kept in 32 bits, so that a value takes 16 bytes of the index.
struct JSONNode: Sendable {
    let kind: JSONKind
    /// A string with backslashes; its text is not its value.
    let escaped: Bool
    private let first: Int32
    private var last: Int32
    private var following: Int32

    init(kind: JSONKind, escaped: Bool = false, start: Int, end: Int, next: Int) {
        self.kind = kind
        self.escaped = escaped
        first = Int32(truncatingIfNeeded: start)
        last = Int32(truncatingIfNeeded: end)
        following = Int32(truncatingIfNeeded: next)
    }

    /// The first byte of the value; of a string, the one after the quote.
    var start: Int { Int(first) }

    /// The byte after the value; of a string, the closing quote.
    var end: Int { Int(last) }

    /// The index of the node after this one and all that it holds.
    var next: Int { Int(following) }

    mutating func close(end: Int, next: Int) {
        last = Int32(truncatingIfNeeded: end)
        following = Int32(truncatingIfNeeded: next)
    }
}

/// How much a reader takes before it refuses.
public struct JSONLimits: Sendable {
    /// The longest text, in bytes.
    public var length: Int
    /// The deepest nesting of arrays and objects.
    public var depth: Int
    /// Whether an object may name a member twice.
    public var duplicateNames: DuplicateNames

    /// What becomes of an object that names a member twice.
    public enum DuplicateNames: Sendable {
        /// The text is refused, as RFC 7515 §4, RFC 7519 §4 and I-JSON (RFC 7493 §2.3) ask. Every token, key and header is
        /// read so.
        case refused
        /// The text is read as the grammar of RFC 8259 §4 allows; the first member of a name is the one that is found.
        /// Nothing that is signed should be read so: peers differ in which member counts.
        case accepted
    }

    /// Limits; by default 1 MiB, 32 levels, and no name twice.
    public init(length: Int = 1_048_576, depth: Int = 32, duplicateNames: DuplicateNames = .refused) {
        self.length = length
        self.depth = depth
        self.duplicateNames = duplicateNames
    }
}
