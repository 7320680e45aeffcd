// The handle of a token: where in the status lists its bit stands.

/// A place in a numbered status list. One is handed out once, to one thing, for ever.
package struct StatusHandle: Hashable, Sendable {
    package let list: Int
    package let index: Int

    package init(list: Int, index: Int) {
        self.list = list
        self.index = index
    }
}
