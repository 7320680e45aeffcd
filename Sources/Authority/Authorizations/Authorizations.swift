// The desk of authorizations: what happens next with a request at the authorization endpoint.

internal import JOSE
internal import OAuth
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

/// Why a person must sign in.
package struct SignInQuestion: Sendable {
    package let client: RegisteredClient
    /// The request as it goes on between the pages, as a query. It has a mark: who signs in after that moment has signed
    /// in for it.
    package let request: String
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
    /// What is asked for in detail (RFC 9396): for an API that ``items`` names, and new each time.
    package let details: [ShownDetail]
    /// The request as it goes on between the pages, as a query.
    package let request: String
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
    package var apiIdentifier: String? { api?.identifier }

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

    /// Whether every request must have been pushed (RFC 9126 §5).
    package let mustPush: Bool
    /// The public keys of clients, which sign request objects.
    let clientKeys: ClientKeys

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
            let carried = try RequestParameters(pairs).carried
            let moment = carried.value(SignInMark.parameter)
                .flatMap { SignInMark.moment($0, of: carried, key: markKey, at: now) }
            let opened = try await open(carried, since: moment, at: now)
            opening = opened
            return try await decide(
                try await read(opened), signedIn: signedIn, decision: decision, since: moment,
                carried: SignInMark.marking(carried, since: moment, key: markKey, at: now), at: now)
        } catch let refusal as OAuthRefusal {
            guard let opening else {
                return .refusedHere(AuthorizationRefusal(refusal: refusal, client: nil, received: nil))
            }
            let answer = answer(refusal, to: opening.redirect, mode: opening.mode, state: opening.state)
            // What a person said is theirs to take there.
            let isTheirs = decision == .denied && refusal.code == .accessDenied
            guard !isTheirs, !isSentOn(refusal, to: opening.client) else { return .answered(answer) }
            let shown = AuthorizationRefusal(
                refusal: refusal, client: opening.client, received: opening.redirect.uri)
            return .offered(answer, shown)
        } catch let refused as RefusedHere {
            return .refusedHere(refused.refusal)
        } catch let refused as RefusedThere {
            return .answered(refused.answer)
        }
    }

    /// Whether a browser is sent to a client with an error without a word to its person.
    ///
    /// A stranger can register an address, or write it into a document, and then a link to this server that only makes an
    /// error would lead there (RFC 9700 §4.11.2). A client that registered itself, where an administrator lets clients do
    /// that, hears what `prompt=none` asks about.
    func isSentOn(_ refusal: OAuthRefusal, to client: RegisteredClient) -> Bool {
        if client.isVouchedFor { return true }
        let quiet: [OAuthRefusal.Code] = [.loginRequired, .consentRequired, .accountSelectionRequired]
        return !client.isDescribedByItself && quiet.contains(refusal.code)
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
    var answered: OAuthRefusal.Code {
        switch self {
        case .invalidRedirectURI, .invalidClient, .notFound, .payloadTooLarge: .invalidRequest
        case .credentialsInvalid: .accessDenied
        default: self
        }
    }
}
