// How an API answered that a token is no good: its status, the stable code, and the error of the challenge.

/// A refusal on account of a token, as it stands in an answer.
public struct TokenError: Hashable, Sendable, CustomStringConvertible {
    /// The HTTP status.
    public let status: Int
    /// The stable code of the problem details: `expired`, `audience_mismatch` …
    public let code: String
    /// The `error` of the challenge (RFC 6750 §3.1); `nil` where there is none.
    public let error: String?

    /// A refusal of these three.
    public init(status: Int, code: String, error: String?) {
        self.status = status
        self.code = code
        self.error = error
    }

    /// The three in one line.
    public var description: String { "\(status) \(code)\(error.map { " (\($0))" } ?? "")" }

    /// The token itself is no good: 401 and `invalid_token`.
    public static func invalidToken(_ code: String) -> TokenError {
        TokenError(status: 401, code: code, error: "invalid_token")
    }

    /// The issuer could not be asked: 503, and no challenge, because another token would not help.
    public static func unavailable(_ code: String) -> TokenError {
        TokenError(status: 503, code: code, error: nil)
    }

    /// No token came with the request.
    public static let missing = TokenError(status: 401, code: "token_missing", error: nil)
    /// The token is of the past.
    public static let expired = invalidToken("expired")
    /// The token was taken back.
    public static let revoked = invalidToken("revoked")
    /// The token is for another API.
    public static let wrongAudience = invalidToken("audience_mismatch")
    /// The token is good, and does not allow this.
    public static let insufficientScope = TokenError(
        status: 403, code: "scope_insufficient", error: "insufficient_scope")
    /// The issuer's keys can't be had.
    public static let keysUnavailable = unavailable("keys_unavailable")
    /// The status of the token can't be had.
    public static let statusUnavailable = unavailable("status_unavailable")
}
