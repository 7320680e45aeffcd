// Refusing an object that names a member twice (RFC 7515 §4, RFC 7519 §4).

enum JSONNames {
    /// Throws when two of an object's names are equal after their escapes are resolved.
    ///
    /// - Parameters:
    ///   - object: the node of the object, whose members are all read.
    ///   - count: how many members it has.
    static func refuseDuplicates(
        in object: Int,
        count: Int,
        _ nodes: Span<JSONNode>,
        _ text: Span<UInt8>
    ) throws(JSONFault) {
        // Comparing pairs needs no allocation, which is what the few members of a header or of claims want;
        // beyond that a set keeps a large object from costing the square of its size.
        guard count <= 24, !hasEscapes(object, nodes) else { return try refuseBySet(object, nodes, text) }
        var later = object + 1
        while later < nodes[object].next {
            let name = nodes[later]
            var earlier = object + 1
            while earlier < later {
                if same(nodes[earlier], name, text) { throw .duplicateName(offset: name.start) }
                earlier = nodes[earlier + 1].next
            }
            later = nodes[later + 1].next
        }
    }

    private static func hasEscapes(_ object: Int, _ nodes: Span<JSONNode>) -> Bool {
        var name = object + 1
        while name < nodes[object].next {
            if nodes[name].escaped { return true }
            name = nodes[name + 1].next
        }
        return false
    }

    private static func refuseBySet(
        _ object: Int,
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

    private static func same(_ left: JSONNode, _ right: JSONNode, _ text: Span<UInt8>) -> Bool {
        guard left.end - left.start == right.end - right.start else { return false }
        return text.extracting(left.start..<left.end).equals(text.extracting(right.start..<right.end))
    }
}
