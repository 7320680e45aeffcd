// Migration 6: codes are found by the name of their authorization, which they carry.

extension Migration {
    static let codes = Migration(statements: [
        // The digest is compared and no longer looked for. A code of before the change is over within its minute.
        "DROP INDEX authorizations_by_code"
    ])
}
