// Migration 2: clients, blocks of indexes, the life of keys, and what a named token remembers of its use.

// A block is what tokens of programs cost: one row for many. It goes with its list, and a client stays while it has one.
extension Migration {
    static let revocation = Migration(statements: [
        "ALTER TABLE accounts ADD COLUMN admin_at BIGINT",
        // A key signs from `active_at` to `retired_at`, and is published from the start to `withdrawn_at`.
        "ALTER TABLE signing_keys ADD COLUMN active_at BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE signing_keys ADD COLUMN withdrawn_at BIGINT",
        "ALTER TABLE named_tokens ADD COLUMN description TEXT NOT NULL DEFAULT ''",
        // The key that signed it, for a token that is a JWT; the digest of its text, for an opaque one.
        "ALTER TABLE named_tokens ADD COLUMN kid TEXT",
        "ALTER TABLE named_tokens ADD COLUMN secret_hash TEXT",
        // What followed it when it was rolled, and the second at which it is taken back for that reason.
        "ALTER TABLE named_tokens ADD COLUMN successor TEXT",
        "ALTER TABLE named_tokens ADD COLUMN ends_at BIGINT",
        "ALTER TABLE named_tokens ADD COLUMN last_used_at BIGINT",
        "ALTER TABLE named_tokens ADD COLUMN last_used_from TEXT",
        "CREATE UNIQUE INDEX named_tokens_by_secret ON named_tokens (secret_hash) WHERE secret_hash IS NOT NULL",
        // What is asked for every second: only those that are still to be taken back.
        """
        CREATE INDEX named_tokens_by_end ON named_tokens (ends_at)
        WHERE ends_at IS NOT NULL AND revoked_at IS NULL
        """,
        "CREATE INDEX named_tokens_by_kid ON named_tokens (kid)",
        """
        CREATE TABLE clients (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            disabled_at BIGINT
        )
        """,
        """
        CREATE TABLE client_secrets (
            client TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
            hash TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT,
            PRIMARY KEY (client, hash)
        )
        """,
        """
        CREATE TABLE client_scopes (
            client TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
            api TEXT NOT NULL,
            scope TEXT NOT NULL,
            PRIMARY KEY (client, api, scope),
            FOREIGN KEY (api, scope) REFERENCES api_scopes (api, scope) ON DELETE CASCADE
        )
        """,
        "CREATE INDEX client_scopes_by_scope ON client_scopes (api, scope)",
        // The APIs that a client guards: it may introspect their tokens and report their use.
        """
        CREATE TABLE client_guards (
            client TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
            api TEXT NOT NULL REFERENCES apis (identifier) ON DELETE CASCADE,
            PRIMARY KEY (client, api)
        )
        """,
        "CREATE INDEX client_guards_by_api ON client_guards (api)",
        """
        CREATE TABLE index_blocks (
            list BIGINT NOT NULL REFERENCES status_lists (number) ON DELETE CASCADE,
            first BIGINT NOT NULL CHECK (first >= 0),
            count BIGINT NOT NULL CHECK (count >= 1 AND first + count <= 1048576),
            client TEXT NOT NULL REFERENCES clients (id),
            api TEXT NOT NULL REFERENCES apis (identifier),
            first_issued_at BIGINT NOT NULL,
            revoked_at BIGINT,
            PRIMARY KEY (list, first)
        )
        """,
        "CREATE INDEX index_blocks_by_client ON index_blocks (client)",
        "CREATE INDEX index_blocks_by_api ON index_blocks (api)",
    ])
}
