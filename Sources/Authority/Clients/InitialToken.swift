// Initial access tokens (RFC 7591 §3): made by an administrator, good once and for a while, and kept nowhere.

internal import JOSE
internal import OAuth

/// A token of ours with which a client may be registered, read and checked.
///
/// It says itself until when it is good, and an HMAC says that it is ours. That it was used is remembered until then.
struct InitialToken: Sendable {
    /// What is remembered of it.
    let hash: String
    let expiresAt: Int

    /// What every one begins with, so that scanners for leaked secrets know it.
    private static let prefix = "tessera_ia_"

    static let refusal = OAuthRefusal(
        .invalidToken,
        "registering a client needs an initial access token that was not used yet, as Authorization: Bearer; "
            + "an administrator makes one with tessera client registration-token")

    static func make(key: DerivedKey, until expiry: Int) -> String {
        let text = "\(prefix)\(RandomSecret.text(16)).\(expiry)"
        return "\(text).\(key.text(of: text))"
    }

    /// - Throws: ``OAuthRefusal`` `invalid_token`.
    init(_ text: String?, key: DerivedKey, at now: Int) throws(OAuthRefusal) {
        guard let text, text.utf8.count <= 256, text.utf8.starts(with: InitialToken.prefix.utf8) else {
            throw InitialToken.refusal
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let expiry = DecimalDigits.number(Array(parts[1].utf8)[...], limit: 12),
            key.accepts(parts[2], of: "\(parts[0]).\(parts[1])"), now < expiry
        else { throw InitialToken.refusal }
        hash = SecretDigest.of(text)
        expiresAt = expiry
    }
}
