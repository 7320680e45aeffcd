// The status of each refusal, wherever it is told.

internal import HTTPTypes
internal import OAuth

extension HTTPResponse.Status {
    init(of code: OAuthRefusal.Code) {
        self =
            switch code {
            case .invalidRequest, .invalidTarget, .invalidScope, .passwordUnfit, .tokenInQuery: .badRequest
            case .unsupportedGrantType: .badRequest
            case .tokenMissing, .credentialsInvalid, .invalidClient: .unauthorized
            case .namedTokenNotAllowed, .crossSiteRequest, .administratorRequired: .forbidden
            case .notFound: .notFound
            case .alreadyExists: .conflict
            case .payloadTooLarge: .contentTooLarge
            case .unsupportedMediaType: .unsupportedMediaType
            case .tooManyAttempts: .tooManyRequests
            case .hashQueueFull, .temporarilyUnavailable: .serviceUnavailable
            }
    }
}
