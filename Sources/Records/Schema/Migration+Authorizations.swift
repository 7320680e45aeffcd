// Migration 3: what clients are registered with, sessions of browsers, and what people allow clients to do.

// A grant is what a person allows one client; an authorization is one time at which the client came to fetch it: a code,
// and the family of tokens that grew from it. An authorization is what a token of it is taken back by, so its account and
// client stay while it lives.
extension Migration {
    static let authorizations = Migration(statements: [
        // What OpenID Connect tells of the person, and claims of one's own: two JSON objects.
        "ALTER TABLE accounts ADD COLUMN profile TEXT NOT NULL DEFAULT '{}'",
        "ALTER TABLE accounts ADD COLUMN claims TEXT NOT NULL DEFAULT '{}'",
        // How the tokens of an API are made; NULL for what the issuer does with all others.
        "ALTER TABLE apis ADD COLUMN lifetime BIGINT",
        "ALTER TABLE apis ADD COLUMN algorithm TEXT",
        "ALTER TABLE apis ADD COLUMN format TEXT NOT NULL DEFAULT 'jwt'",
        // Keys of one lineage follow each other: the unnamed one signs what asks for no algorithm.
        "ALTER TABLE signing_keys ADD COLUMN lineage TEXT NOT NULL DEFAULT ''",
        // The metadata of RFC 7591 as JSON. The clients of the first releases ask in their own name alone.
        """
        ALTER TABLE clients ADD COLUMN metadata TEXT NOT NULL
        DEFAULT '{"grant_types":["client_credentials"],"response_types":[]}'
        """,
        // Who brought it: an administrator, itself (RFC 7591), or its own document.
        "ALTER TABLE clients ADD COLUMN origin TEXT NOT NULL DEFAULT 'administrator'",
        "ALTER TABLE clients ADD COLUMN registration_hash TEXT",
        "ALTER TABLE clients ADD COLUMN last_used_at BIGINT",
        // Until when the document that a client is named by need not be read again.
        "ALTER TABLE clients ADD COLUMN fresh_until BIGINT",
        "CREATE INDEX clients_by_origin ON clients (origin) WHERE origin <> 'administrator'",
        // What is known of a browser's session; NULL for one that is a login token's alone.
        "ALTER TABLE sessions ADD COLUMN secret_hash TEXT",
        "ALTER TABLE sessions ADD COLUMN methods TEXT NOT NULL DEFAULT 'pwd'",
        "ALTER TABLE sessions ADD COLUMN seen_at BIGINT",
        "ALTER TABLE sessions ADD COLUMN idle BIGINT",
        "ALTER TABLE sessions ADD COLUMN address TEXT",
        "ALTER TABLE sessions ADD COLUMN agent TEXT",
        "CREATE UNIQUE INDEX sessions_by_secret ON sessions (secret_hash) WHERE secret_hash IS NOT NULL",
        """
        CREATE TABLE grants (
            id TEXT NOT NULL PRIMARY KEY,
            account TEXT NOT NULL REFERENCES accounts (id),
            client TEXT NOT NULL REFERENCES clients (id),
            created_at BIGINT NOT NULL,
            used_at BIGINT NOT NULL,
            revoked_at BIGINT
        )
        """,
        // One that lives for each pair; those that were taken back are kept until nothing of them lives.
        "CREATE UNIQUE INDEX grants_by_account ON grants (account, client) WHERE revoked_at IS NULL",
        "CREATE INDEX grants_by_client ON grants (client)",
        "CREATE INDEX grants_by_end ON grants (revoked_at) WHERE revoked_at IS NOT NULL",
        // The API is the empty text for what OpenID Connect itself gives.
        """
        CREATE TABLE grant_scopes (
            grant_id TEXT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
            api TEXT NOT NULL,
            scope TEXT NOT NULL,
            granted_at BIGINT NOT NULL,
            PRIMARY KEY (grant_id, api, scope)
        )
        """,
        """
        CREATE TABLE authorizations (
            id TEXT NOT NULL PRIMARY KEY,
            grant_id TEXT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
            account TEXT NOT NULL,
            client TEXT NOT NULL,
            session TEXT,
            lasting_at BIGINT,
            terms TEXT NOT NULL,
            code_hash TEXT,
            code_expires_at BIGINT,
            code_used_at BIGINT,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            idle_until BIGINT NOT NULL,
            generation BIGINT NOT NULL DEFAULT 0,
            refresh_hash TEXT,
            rotated_at BIGINT,
            key_thumbprint TEXT,
            certificate_thumbprint TEXT,
            handles TEXT NOT NULL DEFAULT '',
            revoked_at BIGINT
        )
        """,
        "CREATE UNIQUE INDEX authorizations_by_code ON authorizations (code_hash) WHERE code_hash IS NOT NULL",
        "CREATE INDEX authorizations_by_grant ON authorizations (grant_id)",
        "CREATE INDEX authorizations_by_session ON authorizations (session) WHERE session IS NOT NULL",
        "CREATE INDEX authorizations_by_idle ON authorizations (idle_until)",
        // A request that a client sent ahead (RFC 9126), under the digest of its name.
        """
        CREATE TABLE pushed_requests (
            hash TEXT NOT NULL PRIMARY KEY,
            client TEXT NOT NULL,
            parameters TEXT NOT NULL,
            key_thumbprint TEXT,
            expires_at BIGINT NOT NULL,
            used_at BIGINT
        )
        """,
        "CREATE INDEX pushed_requests_by_expiry ON pushed_requests (expires_at)",
        // A device that waits for a person (RFC 8628).
        """
        CREATE TABLE device_requests (
            device_hash TEXT NOT NULL PRIMARY KEY,
            user_code_hash TEXT NOT NULL UNIQUE,
            client TEXT NOT NULL,
            parameters TEXT NOT NULL,
            key_thumbprint TEXT,
            address TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            pace BIGINT NOT NULL,
            polled_at BIGINT,
            authorization_id TEXT,
            denied_at BIGINT,
            used_at BIGINT
        )
        """,
        "CREATE INDEX device_requests_by_expiry ON device_requests (expires_at)",
        // What may be used once: the identifiers of assertions and proofs, by digest.
        """
        CREATE TABLE used_identifiers (
            hash TEXT NOT NULL PRIMARY KEY,
            expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX used_identifiers_by_expiry ON used_identifiers (expires_at)",
        // Clients that are still to be told that a session ended (OpenID Connect Back-Channel Logout).
        """
        CREATE TABLE logout_notices (
            id TEXT NOT NULL PRIMARY KEY,
            client TEXT NOT NULL,
            account TEXT NOT NULL,
            session TEXT NOT NULL,
            attempts BIGINT NOT NULL DEFAULT 0,
            due_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX logout_notices_by_time ON logout_notices (due_at)",
    ])
}
