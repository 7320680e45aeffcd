// The three kinds of value that a statement takes and gives: the portable subset of both engines.

/// One value of a statement: nothing, a whole number, or text.
///
/// There are no floats and no blobs: times are seconds, digests are base64url text, flags are nullable times.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)

    /// A whole number.
    package init(_ value: Int) {
        self = .integer(Int64(value))
    }

    /// A whole number, or null.
    package init(_ value: Int?) {
        self = value.map { .integer(Int64($0)) } ?? .null
    }

    /// Text.
    package init(_ value: String) {
        self = .text(value)
    }

    /// Text, or null.
    package init(_ value: String?) {
        self = value.map { .text($0) } ?? .null
    }
}

extension SQLValue: ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    package init(nilLiteral: ()) {
        self = .null
    }

    package init(integerLiteral value: Int64) {
        self = .integer(value)
    }

    package init(stringLiteral value: String) {
        self = .text(value)
    }
}
