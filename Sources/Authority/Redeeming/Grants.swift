// The desk of grants: whatever a client comes with to the token endpoint goes through one switch.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

/// What a client comes with to the token endpoint, one case for each grant type.
package enum GrantRequest: Sendable {
    case authorizationCode(CodeRequest)
    case refreshToken(RefreshRequest)
    case clientCredentials(ClientTokenRequest)
    case deviceCode(DeviceTokenRequest)
    case tokenExchange(ExchangeRequest)

    /// The type that the client must be registered for.
    var type: GrantType {
        switch self {
        case .authorizationCode: .authorizationCode
        case .refreshToken: .refreshToken
        case .clientCredentials: .clientCredentials
        case .deviceCode: .deviceCode
        case .tokenExchange: .tokenExchange
        }
    }
}

/// A code that is to be redeemed (RFC 6749 §4.1.3, RFC 7636 §4.5).
package struct CodeRequest: Sendable {
    package let code: String
    package let redirectURI: String?
    package let verifier: String?
    /// The APIs that the access token is to be for, as the client named them (RFC 8707 §2.2).
    package let resources: [String]
    /// Fewer authorization details, if not all (RFC 9396 §6).
    package let details: String?

    package init(
        code: String,
        redirectURI: String?,
        verifier: String?,
        resources: [String],
        details: String? = nil
    ) {
        self.code = code
        self.details = details
        self.redirectURI = redirectURI
        self.verifier = verifier
        self.resources = resources
    }
}

/// A refresh token that is to be used (RFC 6749 §6).
package struct RefreshRequest: Sendable {
    package let token: String
    /// Fewer scopes, if not all.
    package let scope: String?
    package let resources: [String]
    /// Fewer authorization details, if not all (RFC 9396 §6).
    package let details: String?

    package init(token: String, scope: String?, resources: [String], details: String? = nil) {
        self.token = token
        self.details = details
        self.scope = scope
        self.resources = resources
    }
}

/// A device that comes for its tokens (RFC 8628 §3.4).
package struct DeviceTokenRequest: Sendable {
    package let code: String
    package let resources: [String]
    /// Fewer authorization details, if not all (RFC 9396 §6).
    package let details: String?

    package init(code: String, resources: [String], details: String? = nil) {
        self.code = code
        self.details = details
        self.resources = resources
    }
}

/// The verbs of the token endpoint.
package struct Grants: Sendable {
    let issuer: Issuer
    let keys: SigningKeys
    let tokens: Tokens
    let feed: ChangeFeed
    let subjects: Subjects
    let lifetimes: GrantLifetimes
    var refreshKey: DerivedKey { tokens.refreshKey }

    /// Gives a client tokens.
    ///
    /// - Throws: ``OAuthRefusal`` as RFC 6749 §5.2 names them; a fault of the database, and then nothing was given.
    package func redeem(
        _ request: GrantRequest,
        by caller: ClientCaller,
        sender: ProvenSender,
        at now: Int
    ) async throws -> GrantedTokens {
        guard caller.client.grantTypes.contains(request.type) else {
            throw OAuthRefusal(
                .unauthorizedClient,
                "this client is not registered for the grant type \(request.type.rawValue)")
        }
        let metadata = caller.client.metadata
        if metadata.isKeyBound, sender.keyThumbprint == nil {
            throw OAuthRefusal(
                .invalidDPoPProof, "this client must send a proof of possession in the header DPoP")
        }
        let proven = sender
        var sender = sender
        // A certificate binds where the client wants it, and otherwise only says who is asking (RFC 8705 §3.4).
        if !metadata.isCertificateBound { sender.certificateThumbprint = nil }
        if metadata.isCertificateBound, sender.certificateThumbprint == nil {
            throw OAuthRefusal(.invalidRequest, "this client must come with its certificate")
        }
        switch request {
        case .authorizationCode(let request): return try await redeem(request, by: caller, sender, at: now)
        case .refreshToken(let request): return try await refresh(request, by: caller, sender, at: now)
        case .deviceCode(let request): return try await redeem(request, by: caller, sender, at: now)
        case .clientCredentials(let request):
            return try await tokens.issue(request, to: caller, sender: sender, at: now)
        case .tokenExchange(let request):
            return try await tokens.exchange(
                request, by: caller, bound: sender, sender: proven, lifetime: lifetimes.access, at: now)
        }
    }
}
