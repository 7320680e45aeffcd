// Migration 4: tokens that were given for other tokens (RFC 8693).

// Each has a handle of its own and hangs on the handle of the token that it was given for, and perhaps on that of an actor's
// token: what takes one of these back takes it along. Like whatever holds a handle, it keeps its account, client and API.
extension Migration {
    static let exchange = Migration(statements: [
        """
        CREATE TABLE exchanged_tokens (
            id TEXT NOT NULL PRIMARY KEY,
            list BIGINT NOT NULL,
            idx BIGINT NOT NULL,
            source_list BIGINT NOT NULL,
            source_idx BIGINT NOT NULL,
            actor_list BIGINT,
            actor_idx BIGINT,
            root TEXT,
            account TEXT REFERENCES accounts (id),
            client TEXT NOT NULL REFERENCES clients (id),
            api TEXT NOT NULL REFERENCES apis (identifier),
            scope TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            revoked_at BIGINT,
            UNIQUE (list, idx)
        )
        """,
        "CREATE INDEX exchanged_tokens_by_source ON exchanged_tokens (source_list, source_idx)",
        """
        CREATE INDEX exchanged_tokens_by_actor ON exchanged_tokens (actor_list, actor_idx)
        WHERE actor_list IS NOT NULL
        """,
        "CREATE INDEX exchanged_tokens_by_account ON exchanged_tokens (account)",
        "CREATE INDEX exchanged_tokens_by_client ON exchanged_tokens (client)",
        "CREATE INDEX exchanged_tokens_by_api ON exchanged_tokens (api)",
        "CREATE INDEX exchanged_tokens_by_expiry ON exchanged_tokens (expires_at)",
    ])
}
