// What applying a declaration changed, or would change: one line for each thing.

/// One thing that was changed, or would be.
package struct DeclaredChange: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        case made = "+"
        case changed = "~"
        case removed = "-"
    }

    package let kind: Kind
    /// As `client notes-web`.
    package let what: String
    /// What of it; empty where all of it.
    package let detail: String

    package var description: String {
        "\(kind.rawValue) \(what)" + (detail.isEmpty ? "" : ": \(detail)")
    }
}
