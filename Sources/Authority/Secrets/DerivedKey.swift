// Keys that are made of the master key, one for each purpose: what they vouch for needs no row.

internal import Crypto
internal import JOSE

/// A key under which this authority recognises its own texts. Every node that has the master key has it too.
struct DerivedKey: Sendable {
    private let key: SymmetricKey

    init(_ master: MasterKey, for purpose: String) { key = master.derive(purpose) }

    /// The HMAC-SHA256 of a text.
    func code(of text: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }

    /// The same in base64url: 43 characters.
    func text(of text: String) -> String { Base64URL.encode(code(of: text)) }

    /// Whether a code is that of a text. How long it takes says nothing of where they differ.
    func accepts(_ code: String, of text: String) -> Bool {
        ConstantTime.equal(code.utf8, self.text(of: text).utf8)
    }
}
