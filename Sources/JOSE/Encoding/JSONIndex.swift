// Reading a JSON text once, strictly, into an index of where its values stand.

/// The strict reader: RFC 8259, with the refusals of I-JSON (RFC 7493) for names and surrogates.
struct JSONIndex {
    private(set) var nodes: [JSONNode] = []
    private var position = 0
    private let depthLimit: Int
    private let duplicateNames: JSONLimits.DuplicateNames

    /// Reads a whole text.
    static func of(_ bytes: [UInt8], limits: JSONLimits) throws(JSONFault) -> [JSONNode] {
        let limit = min(limits.length, Int(Int32.max))
        guard bytes.count <= limit else { throw .tooLong(limit: limit) }
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw .notUTF8(offset: error.byteOffsets.lowerBound)
        }
        var index = JSONIndex(limits)
        index.nodes.reserveCapacity(min(bytes.count / 8 + 2, 64))
        let text = bytes.span
        index.skipSpace(text)
        try index.readValue(text, depth: 0)
        index.skipSpace(text)
        guard index.position == text.count else { throw .trailingBytes(offset: index.position) }
        return index.nodes
    }

    private init(_ limits: JSONLimits) {
        depthLimit = limits.depth
        duplicateNames = limits.duplicateNames
    }

    private mutating func readValue(_ text: Span<UInt8>, depth: Int) throws(JSONFault) {
        switch try peek(text) {
        case UInt8(ascii: "\""): try readString(text)
        case UInt8(ascii: "{"): try readObject(text, depth: depth + 1)
        case UInt8(ascii: "["): try readArray(text, depth: depth + 1)
        case UInt8(ascii: "t"): try readWord(text, "true", .bool)
        case UInt8(ascii: "f"): try readWord(text, "false", .bool)
        case UInt8(ascii: "n"): try readWord(text, "null", .null)
        default: try readNumber(text)
        }
    }

    private mutating func readObject(_ text: Span<UInt8>, depth: Int) throws(JSONFault) {
        let object = try open(.object, depth: depth)
        var count = 0
        var areEscaped = false
        skipSpace(text)
        if try peek(text) == UInt8(ascii: "}") {
            position += 1
        } else {
            while true {
                skipSpace(text)
                guard try peek(text) == UInt8(ascii: "\"") else { throw .unexpectedByte(offset: position) }
                try readString(text)
                count += 1
                areEscaped = areEscaped || nodes[nodes.count - 1].escaped
                skipSpace(text)
                guard try peek(text) == UInt8(ascii: ":") else { throw .unexpectedByte(offset: position) }
                position += 1
                skipSpace(text)
                try readValue(text, depth: depth)
                skipSpace(text)
                if try closes(text, with: UInt8(ascii: "}")) { break }
            }
        }
        close(object)
        guard duplicateNames == .refused else { return }
        // Comparing needs no allocation, which is what the few members of a header or of claims want; beyond
        // that a set keeps a large object from costing the square of its size.
        if count <= 24, !areEscaped {
            try JSONNames.compare(in: object, nodes.span, text)
        } else {
            try JSONNames.collect(in: object, nodes.span, text)
        }
    }

    private mutating func readArray(_ text: Span<UInt8>, depth: Int) throws(JSONFault) {
        let array = try open(.array, depth: depth)
        skipSpace(text)
        if try peek(text) == UInt8(ascii: "]") {
            position += 1
        } else {
            while true {
                skipSpace(text)
                try readValue(text, depth: depth)
                skipSpace(text)
                if try closes(text, with: UInt8(ascii: "]")) { break }
            }
        }
        close(array)
    }

    private mutating func open(_ kind: JSONKind, depth: Int) throws(JSONFault) -> Int {
        guard depth <= depthLimit else { throw .tooDeep(limit: depthLimit) }
        nodes.append(JSONNode(kind: kind, start: position, end: position, next: 0))
        position += 1
        return nodes.count - 1
    }

    private mutating func close(_ node: Int) {
        nodes[node].close(end: position, next: nodes.count)
    }

    /// Reads the comma or the closing bracket after an element; true when it was the bracket.
    private mutating func closes(_ text: Span<UInt8>, with bracket: UInt8) throws(JSONFault) -> Bool {
        let byte = try peek(text)
        guard byte == bracket || byte == UInt8(ascii: ",") else { throw .unexpectedByte(offset: position) }
        position += 1
        return byte == bracket
    }

    private mutating func readString(_ text: Span<UInt8>) throws(JSONFault) {
        position += 1
        let start = position
        var escaped = false
        while true {
            position = text.endOfPlainText(from: position)
            let byte = try peek(text)
            if byte == UInt8(ascii: "\"") { break }
            guard byte == UInt8(ascii: "\\") else { throw .unexpectedByte(offset: position) }
            escaped = true
            _ = try JSONEscape.read(text, at: &position)
        }
        nodes.append(
            JSONNode(kind: .string, escaped: escaped, start: start, end: position, next: nodes.count + 1)
        )
        position += 1
    }

    private mutating func readWord(
        _ text: Span<UInt8>,
        _ word: String,
        _ kind: JSONKind
    ) throws(JSONFault) {
        let start = position
        let expected = word.utf8.span
        for offset in expected.indices {
            guard try peek(text) == expected[offset] else { throw .unexpectedByte(offset: position) }
            position += 1
        }
        nodes.append(JSONNode(kind: kind, start: start, end: position, next: nodes.count + 1))
    }

    private mutating func readNumber(_ text: Span<UInt8>) throws(JSONFault) {
        let start = position
        if byte(text) == UInt8(ascii: "-") { position += 1 }
        // No leading zeros (RFC 8259 §6).
        if byte(text) == UInt8(ascii: "0") { position += 1 } else { try readDigits(text) }
        if byte(text) == UInt8(ascii: ".") {
            position += 1
            try readDigits(text)
        }
        if let e = byte(text), e | 0x20 == UInt8(ascii: "e") {
            position += 1
            if let sign = byte(text), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            try readDigits(text)
        }
        nodes.append(JSONNode(kind: .number, start: start, end: position, next: nodes.count + 1))
    }

    private mutating func readDigits(_ text: Span<UInt8>) throws(JSONFault) {
        let start = position
        while let digit = byte(text), digit &- UInt8(ascii: "0") <= 9 { position += 1 }
        guard position > start else {
            if position == text.count { throw .unexpectedEnd }
            throw .unexpectedByte(offset: position)
        }
    }

    private mutating func skipSpace(_ text: Span<UInt8>) {
        // Most tokens have none: one comparison says so.
        while let byte = byte(text), byte <= 0x20 {
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position += 1
        }
    }

    private func byte(_ text: Span<UInt8>) -> UInt8? { position < text.count ? text[position] : nil }

    private func peek(_ text: Span<UInt8>) throws(JSONFault) -> UInt8 {
        guard position < text.count else { throw .unexpectedEnd }
        return text[position]
    }
}
