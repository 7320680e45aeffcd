// What kind of token a text is, told by how it begins.

internal import OAuth

/// The kinds of tokens that come to an API.
enum TokenKind {
    /// A signed JWT, which is verified here.
    case signed
    /// A short text that only its issuer can explain.
    case opaque

    /// A signed token begins with the base64url of a brace, so the two never look alike.
    init(of text: String) {
        self = OpaqueToken.isLike(text) ? .opaque : .signed
    }
}
