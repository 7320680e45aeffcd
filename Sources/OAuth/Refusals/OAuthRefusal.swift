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
        /// A code, a refresh token or another grant is wrong, over, used or another's: which is not said (RFC 6749 §5.2).
        case invalidGrant = "invalid_grant"
        /// The client may not use this grant or this way of answering (RFC 6749 §4.1.2.1, §5.2).
        case unauthorizedClient = "unauthorized_client"
        /// The person, or the server for them, said no (RFC 6749 §4.1.2.1).
        case accessDenied = "access_denied"
        /// Only codes are given here (RFC 6749 §4.1.2.1).
        case unsupportedResponseType = "unsupported_response_type"
        /// Something failed here, told where no status can be (RFC 6749 §4.1.2.1).
        case serverError = "server_error"
        /// Somebody must sign in, and the request forbids asking (OpenID Connect Core §3.1.2.6).
        case loginRequired = "login_required"
        /// Somebody must allow it, and the request forbids asking (OpenID Connect Core §3.1.2.6).
        case consentRequired = "consent_required"
        /// Somebody must choose an account, and the request forbids asking (OpenID Connect Core §3.1.2.6).
        case accountSelectionRequired = "account_selection_required"
        /// No sign-in here is as strong as the request asks (OpenID Connect Core §5.5.1.1, RFC 9470 §5).
        case unmetAuthenticationRequirements = "unmet_authentication_requirements"
        /// A request object is malformed, or not the client's (RFC 9101 §6, §8).
        case invalidRequestObject = "invalid_request_object"
        /// A `request_uri` is unknown, over or used (RFC 9101 §6, RFC 9126 §2.2).
        case invalidRequestURI = "invalid_request_uri"
        /// A request object that is not signed (OpenID Connect Core §3.1.2.6).
        case requestNotSupported = "request_not_supported"
        /// A `request_uri` that names a document elsewhere (OpenID Connect Core §3.1.2.6).
        case requestURINotSupported = "request_uri_not_supported"
        /// Details of an authorization are not as their type wants them (RFC 9396 §5).
        case invalidAuthorizationDetails = "invalid_authorization_details"
        /// A proof of possession is wrong (RFC 9449 §5).
        case invalidDPoPProof = "invalid_dpop_proof"
        /// A proof of possession needs the nonce that comes with the answer (RFC 9449 §8).
        case useDPoPNonce = "use_dpop_nonce"
        /// The person has not decided yet (RFC 8628 §3.5).
        case authorizationPending = "authorization_pending"
        /// The device asks too often (RFC 8628 §3.5).
        case slowDown = "slow_down"
        /// The device's code is over (RFC 8628 §3.5).
        case expiredToken = "expired_token"
        /// A redirect URI that no client may have (RFC 7591 §3.2.2).
        case invalidRedirectURI = "invalid_redirect_uri"
        /// Metadata with which no client may be registered (RFC 7591 §3.2.2).
        case invalidClientMetadata = "invalid_client_metadata"
        /// An access token is wrong, over, taken back, or for something else (RFC 6750 §3.1).
        case invalidToken = "invalid_token"
        /// An access token lacks a scope (RFC 6750 §3.1).
        case insufficientScope = "insufficient_scope"
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
