// Why a JSON text was refused: the rule that broke, and where.

/// A reason to refuse a JSON text (RFC 8259, I-JSON of RFC 7493 where that is stricter).
///
/// Offsets count bytes from the start of the text.
public enum JSONFault: Error, Hashable, Sendable {
    /// The text is longer than the reader was told to accept.
    case tooLong(limit: Int)
    /// The bytes at this offset are not UTF-8 (RFC 8259 §8.1).
    case notUTF8(offset: Int)
    /// The byte at this offset may not stand there.
    case unexpectedByte(offset: Int)
    /// The text ended inside a value.
    case unexpectedEnd
    /// Something follows the one value that a text holds.
    case trailingBytes(offset: Int)
    /// Arrays and objects are nested deeper than the limit.
    case tooDeep(limit: Int)
    /// An object names a member twice (RFC 7493 §2.3); compared after escapes are resolved.
    case duplicateName(offset: Int)
    /// A `\u` escape is half of a surrogate pair (RFC 7493 §2.1).
    case loneSurrogate(offset: Int)
    /// The text is well formed, but its value is not of the expected kind.
    case wrongKind(expected: String)

    /// One sentence that says what was wrong and what was expected.
    public var sentence: String {
        switch self {
        case .tooLong(let limit): "the JSON text is longer than \(limit) bytes"
        case .notUTF8(let offset): "the JSON text is not UTF-8 at byte \(offset)"
        case .unexpectedByte(let offset): "the JSON text has an unexpected byte at offset \(offset)"
        case .unexpectedEnd: "the JSON text ends too early"
        case .trailingBytes(let offset): "the JSON text goes on after its value, at byte \(offset)"
        case .tooDeep(let limit): "the JSON text is nested deeper than \(limit) levels"
        case .duplicateName(let offset): "the JSON text names a member twice, at byte \(offset)"
        case .loneSurrogate(let offset): "the JSON text has half a surrogate pair at byte \(offset)"
        case .wrongKind(let expected): "the JSON value is not \(expected)"
        }
    }
}
