// The status of each refusal, wherever it is told.

internal import HTTPTypes
internal import OAuth

extension HTTPResponse.Status {
    init(of code: OAuthRefusal.Code) {
        self =
            switch code {
            case .invalidRequest, .invalidTarget, .invalidScope, .passwordUnfit, .tokenInQuery: .badRequest
            case .unsupportedGrantType, .invalidGrant, .unauthorizedClient, .accessDenied,
                .unsupportedResponseType, .loginRequired, .consentRequired, .accountSelectionRequired,
                .unmetAuthenticationRequirements, .invalidRequestObject, .invalidRequestURI,
                .requestNotSupported, .requestURINotSupported,
                .invalidAuthorizationDetails, .invalidDPoPProof, .useDPoPNonce, .authorizationPending,
                .slowDown,
                .expiredToken, .invalidRedirectURI, .invalidClientMetadata:
                .badRequest
            case .tokenMissing, .credentialsInvalid, .invalidClient, .invalidToken: .unauthorized
            case .namedTokenNotAllowed, .crossSiteRequest, .administratorRequired, .insufficientScope:
                .forbidden
            case .serverError: .internalServerError
            case .notFound: .notFound
            case .alreadyExists: .conflict
            case .payloadTooLarge: .contentTooLarge
            case .unsupportedMediaType: .unsupportedMediaType
            case .tooManyAttempts: .tooManyRequests
            case .hashQueueFull, .temporarilyUnavailable: .serviceUnavailable
            }
    }
}
