// The opaque form of an access token: the signed one, sealed, so that nobody but this authority can read it.

internal import JOSE
internal import OAuth

/// An access token that says nothing to whoever holds it. It costs no row: what it says is in it.
enum SealedToken {
    /// What every one begins with.
    static let prefix = OpaqueToken.sealedPrefix
    private static let purpose = "access token"

    static func seal(_ token: String, with master: MasterKey) throws -> String {
        try prefix + master.seal(Array(token.utf8), for: purpose)
    }

    /// The signed token in a sealed one; `nil` for any other text.
    static func open(_ text: String, with master: MasterKey) -> String? {
        guard OpaqueToken.isSealed(text), text.utf8.count <= 16_384 else { return nil }
        do {
            let sealed = String(decoding: text.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
            return String(validating: try master.open(sealed, for: purpose), as: UTF8.self)
        } catch {
            return nil
        }
    }
}
