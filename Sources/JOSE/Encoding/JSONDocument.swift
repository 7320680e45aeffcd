// A JSON text that was read once and strictly, and the values in it.

/// A strict JSON text: its bytes, and an index of its values.
///
/// Reading checks the whole text at once: UTF-8, grammar, nesting, and that no object names a member twice.
/// Values are decoded only when they are asked for, so that a claim nobody looks at costs nothing. It is a
/// class because each of its values keeps it: one reference to count instead of two arrays.
public final class JSONDocument: Sendable {
    let bytes: [UInt8]
    let nodes: [JSONNode]

    /// Reads a text.
    ///
    /// - Throws: the ``JSONFault`` that was met first.
    public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONFault) {
        nodes = try JSONIndex.of(bytes, limits: limits)
        self.bytes = bytes
    }

    /// The one value of the text.
    public var root: JSONValue { JSONValue(document: self, node: 0) }

    /// The node of an object's member; `nil` when it has none of that name.
    func member(_ name: String, of object: Int) -> Int? {
        let nodes = nodes
        let bytes = bytes
        let index = nodes.span
        let text = bytes.span
        let wanted = name.utf8.span
        let end = index[object].next
        var child = object + 1
        while child < end {
            let node = index[child]
            if node.escaped {
                if string(at: node, equals: wanted) { return child + 1 }
            } else if node.end - node.start == wanted.count {
                var offset = 0
                while offset < wanted.count, text[node.start + offset] == wanted[offset] { offset += 1 }
                if offset == wanted.count { return child + 1 }
            }
            child = index[child + 1].next
        }
        return nil
    }

    /// Whether the string at a node has exactly these bytes.
    func string(at node: JSONNode, equals expected: Span<UInt8>) -> Bool {
        let bytes = bytes
        if node.escaped {
            let resolved = JSONEscape.resolve(bytes.span, node.start..<node.end)
            return resolved.span.equals(expected)
        }
        return node.end - node.start == expected.count
            && bytes.span.extracting(node.start..<node.end).equals(expected)
    }

    /// Reads a text whose value must be an object.
    ///
    /// - Throws: ``JSONFault/wrongKind(expected:)`` for any other value, else what reading meets first.
    public static func object(
        parsing bytes: [UInt8],
        limits: JSONLimits = JSONLimits()
    ) throws(JSONFault) -> JSONValue {
        let root = try JSONDocument(parsing: bytes, limits: limits).root
        guard root.kind == .object else { throw .wrongKind(expected: "an object") }
        return root
    }
}

/// One value of a ``JSONDocument``. The typed views are `nil` when the value is of another kind.
public struct JSONValue: Sendable {
    let document: JSONDocument
    let node: Int

    private var place: JSONNode { document.nodes[node] }

    /// What kind of value this is.
    public var kind: JSONKind { place.kind }

    /// Whether this is `null`.
    public var isNull: Bool { kind == .null }

    /// `true` or `false`.
    public var bool: Bool? { kind == .bool ? document.bytes[place.start] == UInt8(ascii: "t") : nil }

    /// A string, its escapes resolved.
    public var string: String? {
        kind == .string ? String(decoding: stringBytes, as: UTF8.self) : nil
    }

    /// Whether this is a string with exactly these UTF-8 bytes (Swift's `==` would also accept canonical
    /// equivalents).
    public func equals(_ expected: String) -> Bool {
        document.isString(at: node, expected)
    }

    /// A number without fraction and exponent, exact and within ±2^53 (RFC 7493 §2.2).
    public var integer: Int? {
        document.integer(at: node)
    }

    /// A finite number within ±2^53; beyond it neighbours would become the same number.
    public var number: Double? {
        document.number(at: node)
    }

    /// Whether this is a number with a minus sign, be it `-0`.
    var isNegative: Bool { document.isNegative(at: node) }

    /// The values of an array, in order.
    public var elements: [JSONValue]? {
        guard kind == .array else { return nil }
        return children
    }

    /// The members of an object, in the order of the text.
    public var members: [(name: String, value: JSONValue)]? {
        guard kind == .object else { return nil }
        let children = children
        return stride(from: 0, to: children.count, by: 2).map { index in
            (String(decoding: children[index].stringBytes, as: UTF8.self), children[index + 1])
        }
    }

    /// The member of that name, compared by UTF-8 bytes; `nil` when there is none or this is no object.
    public subscript(name: String) -> JSONValue? {
        guard kind == .object, let member = document.member(name, of: node) else { return nil }
        return JSONValue(document: document, node: member)
    }

    /// How many members an object has.
    var memberCount: Int {
        guard kind == .object else { return 0 }
        var count = 0
        var child = node + 1
        while child < place.next {
            count += 1
            child = document.nodes[child + 1].next
        }
        return count
    }

    /// The kind of the member of that name; `nil` when there is none. It makes no value, and so counts no
    /// reference.
    func kind(of name: String) -> JSONKind? {
        guard kind == .object, let member = document.member(name, of: node) else { return nil }
        return document.nodes[member].kind
    }

    /// Bytes of the value in the text; of a string, those between its quotes.
    var byteCount: Int { place.end - place.start }

    /// The value as it stands in the text.
    public var text: String { document.text(at: node) }

    private var stringBytes: ArraySlice<UInt8> {
        let bytes = document.bytes
        guard place.escaped else { return bytes[place.start..<place.end] }
        return JSONEscape.resolve(bytes.span, place.start..<place.end)[...]
    }

    private var children: [JSONValue] {
        var values: [JSONValue] = []
        var child = node + 1
        while child < place.next {
            values.append(JSONValue(document: document, node: child))
            child = document.nodes[child].next
        }
        return values
    }
}
