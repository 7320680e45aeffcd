// What development mode adds: an account with a new password, the sample API, and its scopes.

internal import Authority
internal import Hummingbird
internal import HummingbirdTokens
internal import Logging
internal import OAuth
internal import Records
internal import SampleAPI
internal import TokenVerifier

/// The development account as the banner shows it. Its password is made anew at each start, since only its
/// hash is kept.
struct DevelopmentAccount: Sendable {
    let username: String
    let password: String
    let scopes: [String]
}

enum Development {
    private static let username = "dev"

    /// The audience of the sample API.
    static func audience(_ issuer: Issuer) -> String { issuer.url("/dev/api") }

    /// Makes the account and the sample API, or brings them up to date.
    static func seed(_ authority: Authority, at now: Int) async throws -> DevelopmentAccount {
        let name = try Username(username)
        let text = RandomSecret.text(12)
        let password = try Password(text)
        let account: Account
        do {
            account = try await authority.accounts.create(name, password: password, at: now)
        } catch let refusal as OAuthRefusal where refusal.code == .alreadyExists {
            try await authority.accounts.setPassword(of: name, to: password, at: now)
            account = try await authority.accounts.find(name)
        }
        try await authority.accounts.setAdministrator(name, to: true, at: now)
        let api = audience(authority.issuer)
        try await authority.apis.ensureDefault(
            identifier: api,
            name: "Sample API",
            scopes: SampleAPI.scopes.map { APIScope(scope: $0.name, sentence: $0.sentence) },
            at: now
        )
        let scopes = try await authority.apis.grant(nil, of: api, to: account)
        return DevelopmentAccount(username: name.name, password: text, scopes: scopes)
    }

    /// Adds the sample API to a router, guarded as a user's API would be. Keys and lists come through the
    /// gate instead of the network, because the issuer is this process.
    static func addSampleAPI(
        to router: Router<TesseraContext>,
        issuer: Issuer,
        through gate: ResponderGate,
        logger: Logger
    ) throws {
        let documents = InProcessFetch(issuer: issuer)
        documents.connect(to: gate) { TesseraContext(inProcess: logger) }
        let verifier = try TokenVerifier(
            issuer: issuer.value,
            audience: audience(issuer),
            fetch: documents,
            logger: logger
        )
        let metadata = try ProtectedResourceMetadata(
            resource: audience(issuer), issuers: [issuer], scopes: SampleAPI.scopes.map(\.name),
            name: "Sample API")
        SampleAPI.addRoutes(
            to: router, verifier: verifier, path: RouterPath("\(issuer.path)/dev/api"), metadata: metadata,
            origin: try RequestOrigin.fixed(issuer.origin))
    }
}
