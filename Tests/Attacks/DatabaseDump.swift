// Everything that a database holds, as text, to look for what must not be in it.

import JOSE
import SQL
import Support

extension TestAuthority {
    /// Every value of every row of every table.
    func dump() async throws -> String {
        try await database.read { db in
            let tables = [
                "accounts": ["id", "username", "password_hash"], "apis": ["identifier", "name"],
                "account_scopes": ["account", "api", "scope"],
                "signing_keys": ["kid", "algorithm", "public_jwk", "sealed_private"],
                "sessions": ["id", "account"], "named_tokens": ["id", "account", "api", "name", "scope"],
                "clients": ["id", "name"], "client_secrets": ["client", "hash"],
            ]
            return try tables.flatMap { table, columns in
                try db.query("SELECT \(columns.joined(separator: ", ")) FROM \(table)").map { row in
                    try columns.map { try row.text($0) }.joined(separator: " ")
                }
            }.joined(separator: "\n")
        }
    }

    /// The claims of a token of this authority, whatever its audience.
    func verifiedAnywhere(_ token: String) throws -> Claims {
        try UnverifiedToken(parsing: token).unverifiedClaims()
    }
}
