// Migration 6: codes are found by the name of their authorization, which they carry.

extension Migration {
    static let codes = Migration(statements: [
        // The digest is compared and no longer looked for. A code of before the change is refused: nobody can redeem it, and a replay
        // of it is not noticed.
        "DROP INDEX authorizations_by_code"
    ])
}
