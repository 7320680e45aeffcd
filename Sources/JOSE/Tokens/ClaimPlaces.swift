// Where the claims with names of three letters stand: found in one pass, because every token is asked for most of them.

/// The places of a claims set's members whose names have three letters.
struct ClaimPlaces: Sendable {
    private static let room = 10

    /// A name's bytes and, below them, the node of its value.
    private var places = InlineArray<10, UInt64>(repeating: 0)
    private var count = 0
    /// Whether each such member is among them. Names with escapes, and more than there is room for, are looked for in the
    /// object itself.
    private(set) var isComplete = true

    init(of object: JSONValue) {
        let (index, bytes) = (object.document.nodes, object.document.bytes)
        let nodes = index.span
        let text = bytes.span
        let end = nodes[object.node].next
        var child = object.node + 1
        while child < end {
            let name = nodes[child]
            if name.escaped || count == ClaimPlaces.room {
                isComplete = false
                return
            }
            if name.end - name.start == 3 {
                let start = name.start
                let mark = UInt64(text[start]) << 16 | UInt64(text[start + 1]) << 8 | UInt64(text[start + 2])
                places[count] = mark << 32 | UInt64(truncatingIfNeeded: child + 1)
                count += 1
            }
            child = nodes[child + 1].next
        }
    }

    /// The node of the member whose name has those bytes.
    @inline(__always)
    func node(of mark: UInt32) -> Int? {
        for place in 0..<count where UInt32(truncatingIfNeeded: places[place] >> 32) == mark {
            return Int(UInt32(truncatingIfNeeded: places[place]))
        }
        return nil
    }
}
