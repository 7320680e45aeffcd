// Asking an issuer about one opaque token (RFC 7662), with a signed answer (RFC 9701): one request, one answer checked.

internal import JOSE
internal import OAuth
internal import Synchronization

/// Asks the issuer that a verifier trusts.
final class AskIssuer: Sendable {
    private let trust: IssuerTrust
    private let credentials: ClientCredentials
    private let fetch: any Fetch
    private let discovery: IssuerDiscovery
    private let endpoint = Mutex<(url: String, knownAt: Int)?>(nil)

    private static let mediaType = "application/token-introspection+jwt"
    /// Seconds for which the place of the endpoint is taken as known.
    private static let knownFor = 3_600

    init(_ trust: IssuerTrust, as credentials: ClientCredentials, fetch: any Fetch) {
        self.trust = trust
        self.credentials = credentials
        self.fetch = fetch
        discovery = IssuerDiscovery(issuer: trust.terms.issuer, fetch: fetch)
    }

    /// The issuer's word on a token.
    ///
    /// - Returns: the token and the generation of the keys that signed the answer; `nil` when it is not active.
    /// - Throws: `introspectionUnavailable` or `keysUnavailable` when there is no answer that holds; what is wrong with
    ///   the token here, when there is.
    func about(_ token: String, at now: Int) async throws(TokenRejection) -> (VerifiedToken, keys: Int)? {
        let unverified: UnverifiedToken
        do {
            unverified = try UnverifiedToken(parsing: try await post(token, at: now))
        } catch {
            throw AskIssuer.unusable(error)
        }
        let (key, generation) = try await key(of: unverified, at: now)
        let answer: IntrospectionAnswer
        do {
            answer = try IntrospectionAnswer(
                unverified,
                with: key,
                policy: trust.terms.policy,
                client: credentials.clientID,
                at: now
            )
        } catch {
            throw AskIssuer.unusable(error)
        }
        return try answer.token(keeping: trust.terms.policy, at: now).map { ($0, generation) }
    }

    private func key(
        of answer: UnverifiedToken,
        at now: Int
    ) async throws(TokenRejection) -> (VerificationKey, generation: Int) {
        do {
            return try await trust.keys.key(id: answer.header.keyID, at: now)
        } catch .keysUnavailable(let why) {
            throw .keysUnavailable(why)
        } catch {
            throw AskIssuer.unusable(error)
        }
    }

    /// The signed answer, as it came.
    private func post(_ token: String, at now: Int) async throws(TokenRejection) -> String {
        let document: FetchedDocument
        do {
            let url = try await url(at: now)
            let message = PostedMessage(form: [("token", token)], by: credentials)
            document = try await fetch.post(message, to: url, accept: AskIssuer.mediaType)
        } catch let fault as ReadingFault {
            throw .introspectionUnavailable(fault.reason)
        } catch let fault as FetchFault {
            throw .introspectionUnavailable(fault.sentence)
        } catch {
            throw .introspectionUnavailable("the issuer could not be asked")
        }
        switch document.status {
        case 200: return String(decoding: document.body, as: UTF8.self)
        case 400, 401, 403: throw .introspectionUnavailable(AskIssuer.refused(credentials, document.status))
        default: throw .introspectionUnavailable("the introspection endpoint answered \(document.status)")
        }
    }

    /// The operator's fault, and to be told from an outage: the client is not known there, or not with this secret.
    static func refused(_ credentials: ClientCredentials, _ status: Int) -> String {
        "the introspection endpoint refused the client \(credentials.clientID) (\(status)): check its id and secret"
    }

    /// An answer that does not hold says nothing about the token.
    private static func unusable(_ error: TokenRejection) -> TokenRejection {
        switch error {
        case .introspectionUnavailable: error
        default:
            .introspectionUnavailable(
                "the introspection answer does not hold: \(error.code), \(error.detail)")
        }
    }

    /// Where the issuer is asked: by its metadata, at its own origin, so that a token is sent to nobody else.
    private func url(at now: Int) async throws(ReadingFault) -> String {
        if let known = endpoint.withLock({ $0 }),
            (known.knownAt..<(known.knownAt + AskIssuer.knownFor)).contains(now)
        {
            return known.url
        }
        guard let url = try await discovery.metadata().introspectionURL else {
            throw ReadingFault(reason: "the metadata of \(discovery.issuer) name no introspection_endpoint")
        }
        guard discovery.issuer.isOrigin(of: url) else {
            throw ReadingFault(
                reason: "the introspection_endpoint of \(discovery.issuer) is not at the issuer's own origin")
        }
        endpoint.withLock { $0 = (url, now) }
        return url
    }
}
