// The text of an authorization code: made here, told once, and known again by its look.

internal import JOSE
internal import OAuth

/// The text of a code.
enum AuthorizationCode {
    /// What every one begins with, so that scanners for leaked secrets know it.
    static let prefix = "tessera_ac_"
    /// Seconds for which one is good (RFC 6749 §4.1.2, FAPI 2.0 §5.3.2.1).
    static let lifetime = 60

    static func make() -> String { prefix + RandomSecret.text(32) }

    /// Whether a text can be one: what is not is not looked up.
    static func isLike(_ text: String) -> Bool {
        text.utf8.starts(with: prefix.utf8) && text.utf8.count == prefix.utf8.count + 43
    }
}
