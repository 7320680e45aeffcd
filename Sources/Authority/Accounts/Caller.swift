// Who is asking: an account whose password or login token was checked just now.

package import Records

/// An account that proved itself. Only the rooms that check credentials can make one.
package struct Caller: Sendable {
    /// The account as it stood when the credentials were checked.
    package let account: Account
    /// The session of the login token; `nil` for a password.
    package let session: Session?

    package var isAdministrator: Bool { account.adminAt != nil }

    init(account: Account, session: Session?) {
        self.account = account
        self.session = session
    }
}
