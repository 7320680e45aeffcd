// A password as someone typed it, normalised, bounded before it is hashed, and never printed.

private import Foundation
package import OAuth

/// A password on its way to the hash. Printing it shows nothing.
package struct Password: Sendable, CustomStringConvertible {
    let bytes: [UInt8]
    private let length: Int

    /// The longest password in bytes: longer ones are refused before anything is computed (CWE-400).
    package static let maximumBytes = 1_024
    /// The shortest new password in code points.
    package static let minimumLength = 8

    /// - Throws: ``OAuthRefusal`` `invalid_request` for an empty one or more than ``maximumBytes``.
    package init(_ text: String) throws(OAuthRefusal) {
        guard (1...Password.maximumBytes).contains(text.utf8.count) else {
            throw OAuthRefusal(
                .invalidRequest,
                "a password has 1 to \(Password.maximumBytes) bytes; this one has \(text.utf8.count)"
            )
        }
        // The same password typed on another keyboard may be composed differently (NIST SP 800-63B-4
        // §3.1.1.2).
        let normal = text.precomposedStringWithCompatibilityMapping
        bytes = Array(normal.utf8)
        length = normal.unicodeScalars.count
    }

    /// Checks the rules for a new password.
    ///
    /// - Throws: ``OAuthRefusal`` `password_unfit`.
    func checkNew(for username: String) throws(OAuthRefusal) {
        guard length >= Password.minimumLength else {
            throw OAuthRefusal(
                .passwordUnfit,
                "a password has at least \(Password.minimumLength) characters; this one has \(length)"
            )
        }
        guard !bytes.elementsEqual(username.utf8) else {
            throw OAuthRefusal(.passwordUnfit, "a password must not be the username")
        }
    }

    package var description: String { "Password(hidden)" }
}
