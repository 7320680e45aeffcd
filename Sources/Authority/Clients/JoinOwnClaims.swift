// Claims of one's own in a token: those of its account and those of its client.

internal import JOSE
internal import OAuth
internal import Records

extension OwnClaims {
    /// The claims of an account and of a client; of one name, the account's.
    ///
    /// - Parameter account: `nil` for a program's own token.
    static func of(_ account: Account?, _ client: RegisteredClient) -> [(name: String, value: JSONValue)] {
        let own = account.map { told($0.claims) } ?? []
        return own
            + (client.metadata.claims.map { told($0.text) } ?? []).filter { claim in
                !own.contains { $0.name.hasBytes(of: claim.name) }
            }
    }
}
