// Writing JSON to bytes: objects are written member by member, in the order of the calls.

/// A writer of compact JSON (RFC 8259).
///
/// It is given a body for each object, so that brackets always match:
///
/// ```swift
/// let bytes = JSONWriter.object { json in
///     json.member("iss", "https://auth.example.com")
///     json.object("status") { $0.member("idx", 7) }
/// }
/// ```
///
/// The caller names each member once; the writer does not look for duplicates.
public struct JSONWriter {
    private var bytes: [UInt8] = []
    private var needsComma = false

    private init() { bytes.reserveCapacity(512) }

    /// The text of one object.
    public static func object(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.braces(body)
        return writer.bytes
    }

    /// The text of one string, with its quotes.
    package static func string(_ value: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(value)
        return writer.bytes
    }

    /// A member whose value is a string.
    public mutating func member(_ name: String, _ value: String) {
        begin(name)
        write(value)
    }

    /// A member whose value is a whole number.
    public mutating func member(_ name: String, _ value: Int) {
        begin(name)
        bytes.append(contentsOf: String(value).utf8)
    }

    /// A member whose value is `true` or `false`.
    public mutating func member(_ name: String, _ value: Bool) {
        begin(name)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// A member whose value is an array of strings.
    public mutating func member(_ name: String, _ values: [String]) {
        begin(name)
        brackets(values) { writer, value in writer.write(value) }
    }

    /// A member whose value is `null`.
    public mutating func null(_ name: String) {
        begin(name)
        bytes.append(contentsOf: "null".utf8)
    }

    /// A member whose value is JSON already: one that was read strictly before.
    public mutating func member(_ name: String, _ value: JSONValue) {
        begin(name)
        bytes.append(contentsOf: value.text.utf8)
    }

    /// A member whose value is an object.
    public mutating func object(_ name: String, _ body: (inout JSONWriter) -> Void) {
        begin(name)
        braces(body)
    }

    /// A member whose value is an array with one object for each element.
    public mutating func array<Element>(
        _ name: String,
        _ elements: [Element],
        _ body: (inout JSONWriter, Element) -> Void
    ) {
        begin(name)
        brackets(elements) { writer, element in
            writer.braces { body(&$0, element) }
        }
    }

    /// A member whose value is an array of JSON already: values that were read strictly before.
    public mutating func array(_ name: String, _ values: [JSONValue]) {
        begin(name)
        brackets(values) { writer, value in writer.bytes.append(contentsOf: value.text.utf8) }
    }

    private mutating func braces(_ body: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        body(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    private mutating func brackets<Element>(
        _ elements: [Element],
        _ body: (inout JSONWriter, Element) -> Void
    ) {
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            body(&self, element)
        }
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    private mutating func begin(_ name: String) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        write(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = true
    }

    private mutating func write(_ value: String) {
        let text = value.utf8.span
        guard text.endOfPlainText(from: 0) == text.count else {
            bytes.append(UInt8(ascii: "\""))
            writeEscaped(value)
            bytes.append(UInt8(ascii: "\""))
            return
        }
        // All at once: each append by itself would ask anew for room and whose the array is.
        bytes.append(addingCapacity: text.count + 2) { output in
            output.append(UInt8(ascii: "\""))
            unsafe output.withUnsafeMutableBufferPointer { target, written in
                unsafe text.withUnsafeBytes { source in
                    let rest = unsafe UnsafeMutableRawBufferPointer(
                        rebasing: UnsafeMutableRawBufferPointer(target)[written...])
                    unsafe rest.copyMemory(from: source)
                }
                written += text.count
            }
            output.append(UInt8(ascii: "\""))
        }
    }

    private mutating func writeEscaped(_ value: String) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default:
                bytes.append(byte)
            }
        }
    }
}
