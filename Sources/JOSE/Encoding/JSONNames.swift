// Refusing an object that names a member twice (RFC 7515 §4, RFC 7519 §4).

/// Finding two equal names among the members of an object, all of which were read.
enum JSONNames {
    /// Comparing needs no allocation, which is what the few members of a header or of claims want; beyond that a set keeps
    /// a large object from costing the square of its size.
    private static let comparable = 24

    /// Refuses the object at a node when two of its names are equal, after their escapes are resolved.
    static func check(in object: Int, _ nodes: Span<JSONNode>, _ text: Span<UInt8>) throws(JSONFault) {
        let end = nodes[object].next
        var marks: UInt64 = 0
        var count = 0
        var name = object + 1
        while name < end {
            let node = nodes[name]
            count += 1
            if node.escaped || count > comparable { return try collect(in: object, nodes, text) }
            // Only names that leave the same mark among 64 are compared: for usual names that is none.
            let mark = mark(of: node, text)
            var earlier = marks & mark == 0 ? name : object + 1
            marks |= mark
            while earlier < name {
                if same(nodes[earlier], node, text) { throw .duplicateName(offset: node.start) }
                earlier = nodes[earlier + 1].next
            }
            name = nodes[name + 1].next
        }
    }

    /// Collects names in a set, after their escapes are resolved.
    private static func collect(
        in object: Int,
        _ nodes: Span<JSONNode>,
        _ text: Span<UInt8>
    ) throws(JSONFault) {
        var seen: Set<[UInt8]> = []
        var name = object + 1
        while name < nodes[object].next {
            let node = nodes[name]
            guard seen.insert(JSONEscape.resolve(text, node.start..<node.end)).inserted else {
                throw .duplicateName(offset: node.start)
            }
            name = nodes[name + 1].next
        }
    }

    /// One of 64 bits, by a name's length and its first and last byte; the factors tell the registered names
    /// apart.
    private static func mark(of name: JSONNode, _ text: Span<UInt8>) -> UInt64 {
        let length = name.end - name.start
        guard length > 0 else { return 1 }
        let sum = Int(text[name.start]) &* 9 &+ Int(text[name.end - 1]) &+ length &* 7
        return 1 &<< UInt64(truncatingIfNeeded: sum)
    }

    private static func same(_ left: JSONNode, _ right: JSONNode, _ text: Span<UInt8>) -> Bool {
        guard left.end - left.start == right.end - right.start else { return false }
        return text.extracting(left.start..<left.end).equals(text.extracting(right.start..<right.end))
    }
}
