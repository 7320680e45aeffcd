// A refusal that is the asker's to mend: a code for programs, a sentence for people, a detail for the log.

/// Why a request was refused. None of the three faces ever holds a secret.
public struct OAuthRefusal: Error, Hashable, Sendable {
    /// The code for programs.
    public let code: Code
    /// What was wrong, what was expected, what to do.
    public let sentence: String
    /// What only the log is told.
    public let detail: String?
    /// Seconds after which trying again makes sense.
    public let retryAfter: Int?

    /// A refusal; neither sentence nor detail may hold a secret.
    public init(_ code: Code, _ sentence: String, detail: String? = nil, retryAfter: Int? = nil) {
        self.code = code
        self.sentence = sentence
        self.detail = detail
        self.retryAfter = retryAfter
    }

    /// The codes. The raw value is what travels, and never changes.
    public enum Code: String, CaseIterable, Sendable {
        /// A parameter is missing, repeated, unknown or of the wrong form (RFC 6749 §5.2).
        case invalidRequest = "invalid_request"
        /// The named API is not one that tokens are issued for (RFC 8707 §2).
        case invalidTarget = "invalid_target"
        /// A scope is unknown, of another API, or not the account's (RFC 6749 §5.2).
        case invalidScope = "invalid_scope"
        /// A client that is unknown or disabled, or whose secret is wrong: which of them is never said (RFC 6749 §5.2).
        case invalidClient = "invalid_client"
        /// The grant type is not one that this server knows (RFC 6749 §5.2).
        case unsupportedGrantType = "unsupported_grant_type"
        /// Only an administrator may do that.
        case administratorRequired = "administrator_required"
        /// No credentials came with the request.
        case tokenMissing = "token_missing"
        /// Wrong username or password: which of the two, and whether the account exists, is never said.
        case credentialsInvalid = "credentials_invalid"
        /// A new password does not keep the rules.
        case passwordUnfit = "password_unfit"
        /// A named token tried to make, list or take back tokens, or to change a password.
        case namedTokenNotAllowed = "named_token_not_allowed"
        /// A browser sent this from another site.
        case crossSiteRequest = "cross_site_request"
        /// A token came in a URL or a form, where logs and histories keep it (RFC 6750 §2.3, RFC 9700
        /// §4.3.2).
        case tokenInQuery = "token_in_query"
        /// Too many wrong passwords for this account or from this address.
        case tooManyAttempts = "too_many_attempts"
        /// More passwords are waiting to be checked than this server lets wait.
        case hashQueueFull = "hash_queue_full"
        /// The server can't answer truly just now (RFC 6749 §4.1.2.1).
        case temporarilyUnavailable = "temporarily_unavailable"
        case notFound = "not_found"
        case alreadyExists = "already_exists"
        case unsupportedMediaType = "unsupported_media_type"
        case payloadTooLarge = "payload_too_large"
    }
}
