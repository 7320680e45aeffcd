// Reading a JSON text once, strictly, into an index of where its values stand.

/// The strict reader: RFC 8259, with the refusals of I-JSON (RFC 7493) for names and surrogates.
///
/// One loop instead of functions that call each other: what it needs to know stays in registers, and how deep a text is
/// nested costs no stack.
enum JSONIndex {
    /// What may come next.
    private enum Expected {
        case value
        /// A value or the end of an array.
        case first
        /// A name or the end of an object.
        case firstName
        case name
        /// A comma or the end of what is open; at the top the end of the text.
        case next
    }

    /// Reads a whole text.
    static func of(_ bytes: [UInt8], limits: JSONLimits) throws(JSONFault) -> [JSONNode] {
        let limit = min(limits.length, Int(Int32.max))
        guard bytes.count <= limit else { throw .tooLong(limit: limit) }
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw .notUTF8(offset: error.byteOffsets.lowerBound)
        }
        if let nodes = try nodes(of: bytes, limits, room: usual) { return nodes }
        // In a text that holds, each value but the first costs two bytes at the least; in any other, one.
        if let nodes = try nodes(of: bytes, limits, room: bytes.count / 2 + 1) { return nodes }
        if let nodes = try nodes(of: bytes, limits, room: bytes.count + 1) { return nodes }
        throw .unexpectedEnd
    }

    /// Room for the values of most tokens and keys, in a block that the allocator has at hand.
    private static var usual: Int { 60 }

    /// The index, or `nil` when there is not enough room for it.
    private static func nodes(
        of bytes: [UInt8],
        _ limits: JSONLimits,
        room: Int
    ) throws(JSONFault) -> [JSONNode]? {
        var nodes: [JSONNode] = []
        var isWhole = false
        try nodes.append(addingCapacity: room) { nodes throws(JSONFault) in
            isWhole = try read(
                bytes.span, into: &nodes, depthLimit: limits.depth, duplicates: limits.duplicateNames)
        }
        return isWhole ? nodes : nil
    }

    private static func read(
        _ text: Span<UInt8>,
        into nodes: inout OutputSpan<JSONNode>,
        depthLimit: Int,
        duplicates: JSONLimits.DuplicateNames
    ) throws(JSONFault) -> Bool {
        var position = 0
        var depth = 0
        /// The innermost array or object that is open. While it is, its node says which one it stands in.
        var open = -1
        var isObject = false
        var expected = Expected.value
        while true {
            skipSpace(text, &position)
            guard position < text.count else {
                if expected == .next, open < 0 { return true }
                throw .unexpectedEnd
            }
            let byte = unsafe text[unchecked: position]
            if nodes.isFull, expected != .next { return false }
            switch expected {
            case .next:
                guard open >= 0 else { throw .trailingBytes(offset: position) }
                if byte == UInt8(ascii: ",") {
                    expected = isObject ? .name : .value
                    position &+= 1
                    continue
                }
                guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw .unexpectedByte(offset: position)
                }
            case .first where byte == UInt8(ascii: "]"): break
            case .firstName where byte == UInt8(ascii: "}"): break
            case .first, .value:
                expected = .next
                switch byte {
                case UInt8(ascii: "\""): nodes.append(try string(text, &position, node: nodes.count))
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    depth &+= 1
                    guard depth <= depthLimit else { throw .tooDeep(limit: depthLimit) }
                    isObject = byte == UInt8(ascii: "{")
                    nodes.append(
                        JSONNode(
                            kind: isObject ? .object : .array, start: position, end: position, next: open))
                    open = nodes.count &- 1
                    expected = isObject ? .firstName : .first
                    position &+= 1
                default: nodes.append(try scalar(text, &position, byte, node: nodes.count))
                }
                continue
            case .firstName, .name:
                guard byte == UInt8(ascii: "\"") else { throw .unexpectedByte(offset: position) }
                nodes.append(try string(text, &position, node: nodes.count))
                skipSpace(text, &position)
                guard position < text.count else { throw .unexpectedEnd }
                guard unsafe text[unchecked: position] == UInt8(ascii: ":") else {
                    throw .unexpectedByte(offset: position)
                }
                position &+= 1
                expected = .value
                continue
            }
            // Here stands the bracket that closes what is open.
            position &+= 1
            let parent = nodes.span[open].next
            let next = nodes.count
            var read = nodes.mutableSpan
            read[open].close(end: position, next: next)
            if isObject, duplicates == .refused { try JSONNames.check(in: open, nodes.span, text) }
            open = parent
            isObject = open >= 0 && nodes.span[open].kind == .object
            depth &-= 1
            expected = .next
        }
    }

    @inline(__always)
    private static func skipSpace(_ text: Span<UInt8>, _ position: inout Int) {
        // Most tokens have none: one comparison says so.
        while position < text.count {
            let byte = unsafe text[unchecked: position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position &+= 1
        }
    }

    /// Reads the string that begins here; its node will be the one of that number.
    @inline(__always)
    private static func string(
        _ text: Span<UInt8>,
        _ position: inout Int,
        node: Int
    ) throws(JSONFault) -> JSONNode {
        position &+= 1
        let start = position
        var escaped = false
        while true {
            position = text.endOfPlainText(from: position)
            guard position < text.count else { throw .unexpectedEnd }
            let byte = unsafe text[unchecked: position]
            if byte == UInt8(ascii: "\"") { break }
            guard byte == UInt8(ascii: "\\") else { throw .unexpectedByte(offset: position) }
            escaped = true
            _ = try JSONEscape.read(text, at: &position)
        }
        let end = position
        position &+= 1
        return JSONNode(kind: .string, escaped: escaped, start: start, end: end, next: node &+ 1)
    }

    /// Reads a number, `true`, `false` or `null`.
    private static func scalar(
        _ text: Span<UInt8>,
        _ position: inout Int,
        _ first: UInt8,
        node: Int
    ) throws(JSONFault) -> JSONNode {
        let start = position
        let kind: JSONKind
        switch first {
        case UInt8(ascii: "t"): kind = try word(text, &position, "true", .bool)
        case UInt8(ascii: "f"): kind = try word(text, &position, "false", .bool)
        case UInt8(ascii: "n"): kind = try word(text, &position, "null", .null)
        default: kind = try number(text, &position)
        }
        return JSONNode(kind: kind, start: start, end: position, next: node + 1)
    }

    private static func word(
        _ text: Span<UInt8>,
        _ position: inout Int,
        _ word: String,
        _ kind: JSONKind
    ) throws(JSONFault) -> JSONKind {
        let expected = word.utf8.span
        for offset in expected.indices {
            guard position < text.count else { throw .unexpectedEnd }
            guard text[position] == expected[offset] else { throw .unexpectedByte(offset: position) }
            position += 1
        }
        return kind
    }

    private static func number(_ text: Span<UInt8>, _ position: inout Int) throws(JSONFault) -> JSONKind {
        if byte(text, position) == UInt8(ascii: "-") { position += 1 }
        // No leading zeros (RFC 8259 §6).
        if byte(text, position) == UInt8(ascii: "0") { position += 1 } else { try digits(text, &position) }
        if byte(text, position) == UInt8(ascii: ".") {
            position += 1
            try digits(text, &position)
        }
        if byte(text, position) | 0x20 == UInt8(ascii: "e") {
            position += 1
            let sign = byte(text, position)
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            try digits(text, &position)
        }
        return .number
    }

    private static func digits(_ text: Span<UInt8>, _ position: inout Int) throws(JSONFault) {
        let start = position
        while byte(text, position) &- UInt8(ascii: "0") <= 9 { position &+= 1 }
        guard position > start else {
            if position == text.count { throw .unexpectedEnd }
            throw .unexpectedByte(offset: position)
        }
    }

    /// The byte there; 0, which no number has, at the end of the text.
    @inline(__always)
    private static func byte(_ text: Span<UInt8>, _ position: Int) -> UInt8 {
        position < text.count ? unsafe text[unchecked: position] : 0
    }
}
