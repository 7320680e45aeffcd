// Migration 1: the tables of the first release.

// Times are seconds since 1970, flags are nullable times, digests and keys are text. A row that holds a status
// handle refuses to lose its account: a handle must be revoked before it is forgotten. What only describes
// (scopes, grants) goes with what it describes.
extension Migration {
    static let firstTables = Migration(statements: [
        """
        CREATE TABLE accounts (
            id TEXT NOT NULL PRIMARY KEY,
            username TEXT NOT NULL UNIQUE,
            password_hash TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            disabled_at BIGINT,
            password_changed_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE apis (
            identifier TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            default_at BIGINT
        )
        """,
        """
        CREATE TABLE api_scopes (
            api TEXT NOT NULL REFERENCES apis (identifier) ON DELETE CASCADE,
            position BIGINT NOT NULL,
            scope TEXT NOT NULL,
            sentence TEXT NOT NULL,
            PRIMARY KEY (api, scope)
        )
        """,
        """
        CREATE TABLE account_scopes (
            account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            api TEXT NOT NULL,
            scope TEXT NOT NULL,
            PRIMARY KEY (account, api, scope),
            FOREIGN KEY (api, scope) REFERENCES api_scopes (api, scope) ON DELETE CASCADE
        )
        """,
        "CREATE INDEX account_scopes_by_scope ON account_scopes (api, scope)",
        """
        CREATE TABLE signing_keys (
            kid TEXT NOT NULL PRIMARY KEY,
            algorithm TEXT NOT NULL,
            public_jwk TEXT NOT NULL,
            sealed_private TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            retired_at BIGINT
        )
        """,
        """
        CREATE TABLE counters (
            name TEXT NOT NULL PRIMARY KEY,
            value BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE status_lists (
            number BIGINT NOT NULL PRIMARY KEY,
            hour BIGINT NOT NULL CHECK (hour % 3600 = 0),
            next_index BIGINT NOT NULL CHECK (next_index BETWEEN 1 AND 1048576)
        )
        """,
        "CREATE INDEX status_lists_by_hour ON status_lists (hour)",
        """
        CREATE TABLE status_changes (
            version BIGINT NOT NULL PRIMARY KEY,
            list BIGINT NOT NULL REFERENCES status_lists (number) ON DELETE CASCADE,
            idx BIGINT NOT NULL CHECK (idx >= 0),
            count BIGINT NOT NULL CHECK (count >= 1 AND idx + count <= 1048576),
            changed_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX status_changes_by_list ON status_changes (list)",
        """
        CREATE TABLE sessions (
            id TEXT NOT NULL PRIMARY KEY,
            account TEXT NOT NULL REFERENCES accounts (id),
            list BIGINT NOT NULL,
            idx BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            revoked_at BIGINT,
            UNIQUE (list, idx)
        )
        """,
        "CREATE INDEX sessions_by_account ON sessions (account)",
        "CREATE INDEX sessions_by_expiry ON sessions (expires_at)",
        """
        CREATE TABLE named_tokens (
            id TEXT NOT NULL PRIMARY KEY,
            account TEXT NOT NULL REFERENCES accounts (id),
            api TEXT NOT NULL REFERENCES apis (identifier),
            name TEXT NOT NULL,
            scope TEXT NOT NULL,
            list BIGINT NOT NULL,
            idx BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            revoked_at BIGINT,
            UNIQUE (list, idx)
        )
        """,
        "CREATE INDEX named_tokens_by_account ON named_tokens (account)",
        "CREATE INDEX named_tokens_by_api ON named_tokens (api)",
        "CREATE INDEX named_tokens_by_expiry ON named_tokens (expires_at)",
    ])
}
