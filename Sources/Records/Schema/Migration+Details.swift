// Migration 5: the types of authorization details that an API understands (RFC 9396).

extension Migration {
    static let details = Migration(statements: [
        // A JSON array.
        "ALTER TABLE apis ADD COLUMN detail_types TEXT NOT NULL DEFAULT '[]'"
    ])
}
