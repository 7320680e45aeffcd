// What is kept of a secret that has 128 random bits or more: its SHA-256, which nobody can turn around.

internal import Crypto
internal import JOSE

/// The digest of a secret that this authority made itself. A password needs ``PasswordHash``: people choose few.
package enum SecretDigest {
    /// The SHA-256 of the text's bytes in base64url: 43 characters.
    ///
    /// It is looked up by its value: how long a look-up takes may tell something of a digest, but whoever knows a
    /// digest is no nearer to a text that has it.
    package static func of(_ text: String) -> String {
        Base64URL.encode(Array(SHA256.hash(data: Array(text.utf8))))
    }
}
