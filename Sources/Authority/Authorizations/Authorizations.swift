// The desk of authorizations: what happens next with a request at the authorization endpoint.

internal import JOSE
package import OAuth
internal import Records
internal import SQL

/// What is to be done with a request. The route only renders it.
package enum AuthorizationStep: Sendable {
    /// It can't be answered to the client, because nobody knows that it is one: a page says why.
    case refusedHere(AuthorizationRefusal)
    /// The client is answered: with a code, or with an error.
    case answered(AuthorizationAnswer)
    /// The client may be answered with an error when the person wants to go there: nobody vouches for where that is.
    case offered(AuthorizationAnswer, AuthorizationRefusal)
    /// A person must sign in first.
    case needsSignIn(SignInQuestion)
    /// The person must say whether the client may.
    case needsConsent(ConsentQuestion)
}

/// A request whose client or redirect URI is not to be trusted.
package struct AuthorizationRefusal: Sendable {
    package let refusal: OAuthRefusal
    /// The client, where it is known.
    package let client: RegisteredClient?
    /// The redirect URI that came.
    package let received: String?

    /// The redirect URIs that the client is registered with.
    package var registered: [String] { client?.redirects.map(\.value) ?? [] }
}

/// Why a person must sign in.
package struct SignInQuestion: Sendable {
    package let client: RegisteredClient
    /// A text that goes with the request from here on: who signs in after this moment has signed in for it.
    package let mark: String
}

/// What a person is asked.
package struct ConsentQuestion: Sendable {
    package let client: RegisteredClient
    package let accountID: String
    package let username: String
    /// Where the person goes then; `nil` for a device.
    package let redirect: TrustedRedirect?
    /// The device that asks, if one does.
    package let device: AskingDevice?
    package let items: [ConsentItem]
}

/// What a person may hold against the device before them.
package struct AskingDevice: Sendable {
    /// The code that it must show.
    package let userCode: String
    /// Where it asked from.
    package let address: String
    package let askedAt: Int
}

/// One scope of a question.
package struct ConsentItem: Sendable {
    /// The API, or `nil` for OpenID Connect.
    let api: API?
    /// The empty text for an API that is only entered.
    package let scope: String
    package let sentence: String
    /// Whether it was not allowed before.
    package let isNew: Bool

    /// What people call the API; `nil` for OpenID Connect.
    package var apiName: String? { api?.name }

    var granted: GrantedScope { GrantedScope(api: api?.identifier ?? "", scope: scope) }

    /// What the "scope" of a single claim begins with: it is allowed like a scope, and is none.
    static let claimPrefix = "claim:"

    /// The single claim that it is about, if it is about one.
    var claim: String? {
        guard api == nil, scope.utf8.starts(with: ConsentItem.claimPrefix.utf8) else { return nil }
        return String(decoding: scope.utf8.dropFirst(ConsentItem.claimPrefix.utf8.count), as: UTF8.self)
    }
}

/// What a person said.
package enum ConsentDecision: Sendable {
    case allowed
    case denied
}

/// The verbs of the authorization endpoint.
package struct Authorizations: Sendable {
    let issuer: Issuer
    let database: any SQLDatabase
    let keys: SigningKeys
    let clients: Clients
    let subjects: Subjects
    let lifetimes: GrantLifetimes
    /// What marks a request whose person is to sign in.
    let markKey: DerivedKey

    /// The parameter of our own that a request carries when its person was sent to sign in.
    package static let signInMark = SignInMark.parameter

    /// The client and the redirect URI of a request, or why there is neither.
    struct Opening: Sendable {
        let parameters: RequestParameters
        let source: RequestSource
        let client: RegisteredClient
        let redirect: TrustedRedirect
        let mode: ResponseMode
        let state: String?
    }

    /// Says what happens next with a request.
    ///
    /// - Parameters:
    ///   - pairs: of the query or the form.
    ///   - signedIn: whose browser it is, if anybody's.
    ///   - decision: what the person just said, if they were asked.
    /// - Throws: a fault of the database; what is wrong with the request is a step.
    package func examine(
        _ pairs: [(name: String, value: String)],
        signedIn: SignedIn?,
        decision: ConsentDecision? = nil,
        at now: Int
    ) async throws -> AuthorizationStep {
        var opening: Opening?
        do {
            let parameters = try RequestParameters(pairs)
            let opened = try await open(parameters, at: now)
            opening = opened
            let hint = try opened.parameters.value("id_token_hint").map { try subject(hintedBy: $0) }
            let issuer = issuer
            let request = try await database.read { db in
                try AuthorizationRequest(
                    opened.parameters, of: opened.source, from: opened.client, to: opened.redirect,
                    mode: opened.mode, issuer: issuer, hint: hint, in: db)
            }
            let mark = parameters.value(SignInMark.parameter)
            return try await decide(
                request, signedIn: signedIn, decision: decision,
                since: mark.flatMap { SignInMark.moment($0, of: parameters, key: markKey, at: now) },
                mark: SignInMark.text(at: now, of: parameters, key: markKey), at: now)
        } catch let refusal as OAuthRefusal {
            guard let opening else { throw refusal }
            let answer = answer(refusal, to: opening.redirect, mode: opening.mode, state: opening.state)
            guard !isSentOn(refusal, to: opening.client) else { return .answered(answer) }
            let shown = AuthorizationRefusal(
                refusal: refusal, client: opening.client, received: opening.redirect.uri)
            return .offered(answer, shown)
        } catch let refused as RefusedHere {
            return .refusedHere(refused.refusal)
        }
    }

    /// Whether a browser is sent to a client with an error without a word to its person.
    ///
    /// A stranger can register an address, or write it into a document, and then a link to this server that only makes an
    /// error would lead there (RFC 9700 §4.11.2). What a person said is theirs to take there. A client that registered
    /// itself, where an administrator lets clients do that, also hears what `prompt=none` asks about.
    private func isSentOn(_ refusal: OAuthRefusal, to client: RegisteredClient) -> Bool {
        if client.isVouchedFor || refusal.code == .accessDenied { return true }
        let quiet: [OAuthRefusal.Code] = [.loginRequired, .consentRequired, .accountSelectionRequired]
        return !client.isDescribedByItself && quiet.contains(refusal.code)
    }

    /// What is told before there is a redirect URI to tell it to.
    struct RefusedHere: Error {
        let refusal: AuthorizationRefusal

        init(_ refusal: OAuthRefusal, client: RegisteredClient? = nil, received: String? = nil) {
            self.refusal = AuthorizationRefusal(refusal: refusal, client: client, received: received)
        }
    }

    /// Finds the client and the redirect URI: nothing is answered elsewhere before both are known.
    private func open(_ parameters: RequestParameters, at now: Int) async throws -> Opening {
        guard let id = parameters.value("client_id") else {
            throw RefusedHere(OAuthRefusal(.invalidRequest, "the parameter client_id is missing"))
        }
        let known: RegisteredClient?
        do {
            known = try await clients.registered(id, at: now)
        } catch let refusal as OAuthRefusal {
            throw RefusedHere(refusal, received: parameters.value("redirect_uri"))
        }
        guard let client = known else {
            throw RefusedHere(
                OAuthRefusal(.invalidClient, "there is no client of that id here, or it is disabled"),
                received: parameters.value("redirect_uri"))
        }
        let redirect: TrustedRedirect
        do {
            redirect = try TrustedRedirect(of: parameters, client)
        } catch {
            throw RefusedHere(error, client: client, received: parameters.value("redirect_uri"))
        }
        return Opening(
            parameters: parameters,
            source: RequestSource(),
            client: client,
            redirect: redirect,
            mode: parameters.value("response_mode").flatMap { ResponseMode(rawValue: $0) } ?? .query,
            state: parameters.value("state")
        )
    }

    /// An error on its way to the client (RFC 6749 §4.1.2.1, RFC 9207 §2).
    func answer(
        _ refusal: OAuthRefusal,
        to redirect: TrustedRedirect,
        mode: ResponseMode,
        state: String?
    ) -> AuthorizationAnswer {
        var parameters = [(name: "error", value: refusal.code.answered.rawValue)]
        parameters.append(("error_description", PlainText.of(refusal.sentence)))
        return finished(parameters, to: redirect, mode: mode, state: state)
    }

    func finished(
        _ parameters: [(name: String, value: String)],
        to redirect: TrustedRedirect,
        mode: ResponseMode,
        state: String?
    ) -> AuthorizationAnswer {
        var parameters = parameters
        if let state { parameters.append(("state", state)) }
        parameters.append(("iss", issuer.value))
        return AuthorizationAnswer(redirect: redirect, mode: mode, parameters: parameters)
    }
}

extension OAuthRefusal.Code {
    /// The code that a client is answered with: those of RFC 6749 §4.1.2.1 and its extensions.
    fileprivate var answered: OAuthRefusal.Code {
        switch self {
        case .invalidRedirectURI, .invalidClient, .notFound, .payloadTooLarge: .invalidRequest
        case .credentialsInvalid: .accessDenied
        default: self
        }
    }
}
