// The questions that can be asked of the directory, and the records that answer them.

internal import Records

extension DirectoryLook {
    /// The account, as far as others than its password are concerned: its hash is not kept in memory.
    func account(_ id: String) throws -> Account? {
        let bytes = { (account: Account) in
            Directory.small + account.profile.utf8.count + account.claims.utf8.count
        }
        return try answer(.account(id), bytes: bytes) { db in
            try Account.find(id: id, in: db).map { found in
                Account(
                    id: found.id,
                    username: found.username,
                    passwordHash: "",
                    createdAt: found.createdAt,
                    disabledAt: found.disabledAt,
                    passwordChangedAt: found.passwordChangedAt,
                    adminAt: found.adminAt,
                    profile: found.profile,
                    claims: found.claims
                )
            }
        }
    }

    /// What an account holds at an API.
    func scopes(ofAccount id: String, at api: String) throws -> [String] {
        try answer(.accountScopes(id, api: api)) { try AccountScopes.of(account: id, api: api, in: $0) } ?? []
    }

    func api(_ identifier: String) throws -> API? {
        try answer(.api(identifier)) { try API.find(identifier: identifier, in: $0) }
    }

    func defaultAPI() throws -> API? { try answer(.defaultAPI) { try API.findDefault(in: $0) } }

    /// What a client holds at an API.
    func scopes(ofClient id: String, at api: String) throws -> [String] {
        try answer(.clientScopes(id, api: api)) { try ClientScopes.of(client: id, api: api, in: $0) } ?? []
    }

    /// The secrets of a client, expired or not.
    func secrets(of client: String) throws -> [ClientSecret] {
        try answer(.secrets(client: client)) { try ClientSecret.live(of: client, at: 0, in: $0) } ?? []
    }

    /// The APIs that a client guards.
    func guards(of client: String) throws -> [String] {
        try answer(.guards(client: client)) { try ClientGuards.apis(of: client, in: $0) } ?? []
    }
}
