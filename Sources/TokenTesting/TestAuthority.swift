// An issuer in the process of the test: it signs tokens, publishes keys and status lists, and fails when it is told to.

public import HummingbirdTokens
internal import Synchronization

/// An issuer for the tests of an API, with a key that nobody else has and without a network.
///
/// ```swift
/// let authority = try TestAuthority(audience: "https://notes.example.com")
/// let api = notesAPI(tokens: try authority.verifier())
/// let token = try authority.token(scopes: ["notes:read"])
/// ```
///
/// It is the ``Fetch`` of the verifiers that it makes, which are those of production in everything else. Its name ends in
/// `.invalid` (RFC 2606 §2), which no machine on any network can have, so that an API that was left to trust it in
/// production trusts nobody; only ``live(audience:algorithm:_:)`` gives it another, on the loopback interface.
public final class TestAuthority: Sendable {
    /// The `iss` of the tokens.
    public let issuer: Issuer
    /// Who the API is: the `aud` of tokens, and what verifiers want of them, where nothing else is said.
    public let audience: String
    /// What time it is for the authority and for the verifiers that it made.
    public let clock: TestClock

    let state: Mutex<State>

    struct State {
        /// The newest signs.
        var keys: [SigningKey]
        var lists = [StatusBits(count: TestAuthority.listLength)]
        var handles = 0
        var keysAreDown = false
        var statusListsAreDown = false
    }

    /// How many places a status list has.
    static let listLength = 65_536
    /// Lists are asked for again after a second, and don't outlive an outage for longer than a minute.
    static let listTimeToLive = 1
    static let listLifetime = 60
    /// A verifier asks for a key that it doesn't know at most every 30 seconds.
    static let rotationTime = 31

    /// An authority with a new key.
    ///
    /// - Parameters:
    ///   - issuer: another name, for tests with several issuers; its host has to end in `.invalid`.
    ///   - audience: who the API is.
    ///   - algorithm: what signs; never a shared secret, which can't be published.
    ///   - clock: what time it is.
    /// - Throws: ``OAuthRefusal`` for a name that could be somebody's, or an audience that is empty; ``JOSEError`` for an
    ///   algorithm without a key pair.
    public convenience init(
        issuer: String = "https://test.invalid",
        audience: String = "https://api.test.invalid",
        algorithm: SignatureAlgorithm = .es256,
        clock: TestClock = TestClock()
    ) throws {
        let issuer = try Issuer(issuer)
        let host = issuer.origin.split(separator: "/").last?.split(separator: ":").first ?? ""
        guard host.utf8.reversed().starts(with: ".invalid".utf8.reversed()) else {
            throw OAuthRefusal(
                .invalidRequest, "\(issuer) could be a real issuer; a test's ends in .invalid")
        }
        try self.init(of: issuer, audience: audience, algorithm: algorithm, clock: clock)
    }

    /// An authority of any name: only for those that nobody can reach from another machine.
    init(
        of issuer: Issuer, audience: String, algorithm: SignatureAlgorithm, clock: TestClock
    ) throws {
        guard !audience.isEmpty else {
            throw OAuthRefusal(.invalidRequest, "the audience is empty; name the API")
        }
        guard SignatureAlgorithm.asymmetric.contains(algorithm) else {
            throw JOSEError.algorithmNotAllowed(algorithm.name)
        }
        self.issuer = issuer
        self.audience = audience
        self.clock = clock
        state = Mutex(State(keys: [try SigningKey.generate(algorithm)]))
    }

    // MARK: what guards the API

    /// A verifier that trusts this authority and nobody else, at the time of ``clock``.
    ///
    /// For settings that are not here, make a ``TokenVerifier`` by hand, with the authority as its `fetch` and
    /// `{ authority.clock.seconds }` as its `now`.
    ///
    /// - Parameter audience: who the API is; the authority's where this is `nil`.
    /// - Throws: ``OAuthRefusal`` when the audience is empty.
    public func verifier(
        audience: String? = nil,
        requiresStatus: Bool = false,
        statusUnavailable: StatusUnavailable = .refuse,
        cache: TokenCaching = .off
    ) throws(OAuthRefusal) -> TokenVerifier {
        try TokenVerifier(
            issuer: issuer.value,
            audience: audience ?? self.audience,
            requiresStatus: requiresStatus,
            statusUnavailable: statusUnavailable,
            cache: cache,
            fetch: self,
            now: { [clock] in clock.seconds }
        )
    }

    /// A guard with such a verifier, for routers of any context that keeps a token.
    ///
    /// - Throws: ``OAuthRefusal`` when the audience is empty.
    public func middleware<Context: TokenContext>(
        audience: String? = nil,
        context: Context.Type = TokenRequestContext.self
    ) throws(OAuthRefusal) -> TokenMiddleware<Context> {
        TokenMiddleware(verifier: try verifier(audience: audience))
    }

    // MARK: what happens to tokens

    /// Takes a token back, and lets the second pass after which verifiers ask for the list again. (On a clock that runs, as
    /// that of ``live(audience:algorithm:_:)``, it passes by itself.)
    ///
    /// - Throws: ``TokenRejection`` when the text is no token; ``OAuthRefusal`` when its status is not this authority's.
    public func revoke(_ token: String) throws {
        guard let reference = try StatusReference(in: UnverifiedToken(parsing: token).unverifiedClaims()),
            let list = list(of: reference.uri), reference.index < TestAuthority.listLength
        else {
            throw OAuthRefusal(.invalidRequest, "the token has no status that \(issuer) could change")
        }
        state.withLock { state in
            if state.lists.indices.contains(list) { state.lists[list].invalidate(reference.index) }
        }
        clock.pass(TestAuthority.listTimeToLive)
    }

    /// Signs with a new key from now on, and lets half a minute pass, after which verifiers ask for keys that they don't
    /// know. The old ones stay published, so that their tokens stay good. (On a clock that runs, it passes by itself.)
    ///
    /// - Parameter withdrawingOld: whether the old ones go at once, as after a theft. Verifiers refuse their tokens when
    ///   they have asked for the keys again: at the first token of the new one, or after ten minutes.
    /// - Throws: ``JOSEError`` when no key can be made.
    public func rotateKeys(withdrawingOld: Bool = false) throws(JOSEError) {
        let key = try SigningKey.generate(key.algorithm)
        state.withLock { state in
            state.keys = withdrawingOld ? [key] : state.keys + [key]
        }
        clock.pass(TestAuthority.rotationTime)
    }

    /// Whether metadata and keys can't be had. Verifiers that know the keys go on with them for a day; others answer
    /// `keys_unavailable`, and ask again after a pause of up to half a minute.
    public var keysAreDown: Bool {
        get { state.withLock { $0.keysAreDown } }
        set { state.withLock { $0.keysAreDown = newValue } }
    }

    /// Whether status lists can't be had. Verifiers that know a list go on with it until it expires, a minute and a half
    /// after they had it; then they do as their ``StatusUnavailable`` says.
    public var statusListsAreDown: Bool {
        get { state.withLock { $0.statusListsAreDown } }
        set { state.withLock { $0.statusListsAreDown = newValue } }
    }

    // MARK: what it keeps

    /// The key that signs.
    var key: SigningKey { state.withLock { $0.keys[$0.keys.count - 1] } }

    /// A place in a list that no other token has.
    func handle() -> StatusReference {
        let number = state.withLock { state -> Int in
            defer { state.handles += 1 }
            let list = state.handles / TestAuthority.listLength
            if list == state.lists.count { state.lists.append(StatusBits(count: TestAuthority.listLength)) }
            return state.handles
        }
        return StatusReference(
            index: number % TestAuthority.listLength, uri: listURI(number / TestAuthority.listLength))
    }

    func listURI(_ list: Int) -> String { issuer.url("/status/\(list + 1)") }

    /// The number of the list at a URI, from 0; `nil` when the URI is of nobody's list, or somebody else's.
    func list(of uri: String) -> Int? {
        let before = issuer.url("/status/").utf8
        guard uri.utf8.starts(with: before),
            let number = Int(String(decoding: uri.utf8.dropFirst(before.count), as: UTF8.self)),
            number > 0, listURI(number - 1).utf8.elementsEqual(uri.utf8)
        else { return nil }
        return number - 1
    }
}
