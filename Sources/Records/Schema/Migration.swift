// One step from a version of the schema to the next.

/// The statements of one step, in the portable subset of SQL, run in one transaction.
struct Migration: Sendable {
    let statements: [String]
}
