// What no command does: scopes that an account loses without the tokens that carry them.

package import Records
package import SQL

extension AccountScopes {
    /// Takes from the account whatever it holds at an API.
    package static func removeAll(of account: String, api: String, in transaction: any SQLTransaction) throws {
        for scope in try of(account: account, api: api, in: transaction) {
            try remove(scope, from: account, of: api, in: transaction)
        }
    }
}
