// A run of indexes in one status list: what a block holds, and what a change revokes.

/// Indexes of a list, from `first` on.
package struct StatusRange: Hashable, Sendable {
    package let list: Int
    package let first: Int
    package let count: Int

    package init(list: Int, first: Int, count: Int) {
        self.list = list
        self.first = first
        self.count = count
    }

    package init(_ handle: StatusHandle) { self.init(list: handle.list, first: handle.index, count: 1) }

    /// The index behind the last one.
    package var end: Int { first + count }

    /// Whether both have an index in common.
    package func overlaps(_ other: StatusRange) -> Bool {
        list == other.list && first < other.end && other.first < end
    }

    /// The same indexes in as few ranges as there can be, by list and index.
    package static func merged(_ ranges: [StatusRange]) -> [StatusRange] {
        var merged: [StatusRange] = []
        for range in ranges.sorted(by: { ($0.list, $0.first) < ($1.list, $1.first) }) {
            if let last = merged.last, last.list == range.list, range.first <= last.end {
                let end = max(last.end, range.end)
                merged[merged.count - 1] = StatusRange(
                    list: last.list, first: last.first, count: end - last.first)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}
