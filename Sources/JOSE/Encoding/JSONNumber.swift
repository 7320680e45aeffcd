// Numbers of a JSON text, and any value as it stands there, by the place in the index: no value is made, and so no
// reference is counted.

extension JSONDocument {
    /// Beyond it neighbours would become the same number (RFC 7493 §2.2).
    private static var exact: Int { 9_007_199_254_740_992 }

    /// A number without fraction and exponent, exact and within ±2^53.
    func integer(at node: Int) -> Int? {
        let (nodes, bytes) = (nodes, bytes)
        let place = nodes[node]
        guard place.kind == .number else { return nil }
        let text = bytes.span
        let isNegative = text[place.start] == UInt8(ascii: "-")
        var offset = isNegative ? place.start + 1 : place.start
        guard place.end - offset <= 16 else { return nil }
        var value = 0
        while offset < place.end {
            let digit = text[offset] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int(digit)  // sixteen digits fit
            offset += 1
        }
        guard value <= JSONDocument.exact else { return nil }
        return isNegative ? -value : value
    }

    /// A finite number within ±2^53.
    func number(at node: Int) -> Double? {
        if let integer = integer(at: node) { return Double(integer) }
        guard nodes[node].kind == .number, let value = Double(text(at: node)),
            value.magnitude < Double(JSONDocument.exact)
        else { return nil }
        return value
    }

    /// A number with a minus sign, be it `-0`.
    func isNegative(at node: Int) -> Bool {
        let place = nodes[node]
        return place.kind == .number && bytes[place.start] == UInt8(ascii: "-")
    }

    /// The value as it stands in the text.
    func text(at node: Int) -> String {
        let place = nodes[node]
        let quotes = place.kind == .string ? 1 : 0
        return String(decoding: bytes[(place.start - quotes)..<(place.end + quotes)], as: UTF8.self)
    }

    /// Whether there stands a string with exactly these bytes.
    func isString(at node: Int, _ expected: String) -> Bool {
        let place = nodes[node]
        return place.kind == .string && string(at: place, equals: expected.utf8.span)
    }
}
