// An issuer in the tests' own process: signs tokens, publishes keys and status lists, counts who asks, fails on demand.

package import JOSE
package import OAuth
import Synchronization
package import TokenVerifier

/// The issuer's documents as a ``Fetch``, scripted by the test.
package final class TestIssuer: Fetch {
    /// A moment at which all is well; tests say how much later it is.
    package static let start = 1_800_000_000

    package let issuer: Issuer
    package let audience: String

    private struct State {
        var keys: [SigningKey]
        var lists: [String: StatusListToken] = [:]
        var listKey: SigningKey?
        var answers: [String: Result<FetchedDocument, FetchFault>] = [:]
        var counts: [String: Int] = [:]
        var cacheControl: String?
        var opaque: [String: OpaqueAnswer] = [:]
        var outage: FetchFault?
        var isHeld = false
        var changesURL: String?
    }

    private let state: Mutex<State>

    package init(
        _ issuer: String = "https://auth.example",
        audience: String = "https://api.example",
        algorithm: SignatureAlgorithm = .ed25519
    ) throws {
        self.issuer = try Issuer(issuer)
        self.audience = audience
        state = Mutex(State(keys: [try SigningKey.generate(algorithm)]))
    }

    package func verifier(
        audience: String? = nil,
        algorithms: Set<SignatureAlgorithm> = SignatureAlgorithm.asymmetric,
        requiresStatus: Bool = false,
        statusUnavailable: StatusUnavailable = .refuse,
        cache: TokenCaching = .off,
        acceptOpaque: OpaqueTokens? = nil,
        senderConstraint: SenderConstraint = .bearerAllowed,
        means: VerifierMeans? = nil
    ) throws -> TokenVerifier {
        let trusted = try TrustedIssuer(
            issuer.value,
            audience: audience ?? self.audience,
            algorithms: algorithms,
            requiresStatus: requiresStatus,
            statusUnavailable: statusUnavailable,
            acceptOpaque: acceptOpaque
        )
        return try TokenVerifier(
            trusting: [trusted], cache: cache, senderConstraint: senderConstraint, means: means ?? self.means)
    }

    /// This issuer's documents, and no difference of times.
    package var means: VerifierMeans {
        var means = VerifierMeans(fetch: self)
        means.pacing.jitter = { _ in 0 }
        return means
    }

    // MARK: what the issuer signs

    /// The newest key.
    package var key: SigningKey { state.withLock { $0.keys[$0.keys.count - 1] } }

    /// A token that is good in every respect, but for what the arguments say.
    package func token(
        subject: String = "usr_1",
        audience: String? = nil,
        issuer: String? = nil,
        scopes: String = "notes:read",
        type: TokenType = .accessToken,
        issuedAt: Int = TestIssuer.start,
        expiresIn: Int = 900,
        status: StatusReference? = nil,
        key: SigningKey? = nil,
        more: (inout JSONWriter) -> Void = { _ in }
    ) throws -> String {
        try (key ?? self.key).signToken(type: type) { claims in
            claims.member("iss", issuer ?? self.issuer.value)
            claims.member("sub", subject)
            claims.member("aud", audience ?? self.audience)
            claims.member("exp", issuedAt + expiresIn)
            claims.member("iat", issuedAt)
            claims.member("jti", "1.2.test")
            claims.member("client_id", "tessera")
            claims.member("scope", scopes)
            status?.write(to: &claims)
            more(&claims)
        }
    }

    /// A handle in the list of that number.
    package func handle(_ index: Int, list: Int = 1) -> StatusReference {
        StatusReference(index: index, uri: listURI(list))
    }

    package func listURI(_ list: Int = 1) -> String { issuer.url("/status/\(list)") }

    /// Publishes a list of 64 statuses.
    package func publishList(
        _ list: Int = 1,
        revoked: [Int] = [],
        count: Int = 64,
        bits: Int = 1,
        issuedAt: Int = TestIssuer.start,
        expiresAt: Int? = TestIssuer.start + 3_600,
        ttl: Int? = 60,
        version: Int? = nil,
        key: SigningKey? = nil
    ) {
        var statuses = StatusBits(count: count, bits: bits)
        for index in revoked { statuses.invalidate(index) }
        let token = StatusListToken(
            uri: listURI(list),
            bits: statuses,
            issuedAt: issuedAt,
            expiresAt: expiresAt,
            timeToLive: ttl,
            version: version
        )
        state.withLock { state in
            state.lists["/status/\(list)"] = token
            state.listKey = key
        }
    }

    // MARK: what the issuer does

    /// A new key signs from now on; the old ones stay published.
    package func addKey(_ algorithm: SignatureAlgorithm = .ed25519) throws {
        let key = try SigningKey.generate(algorithm)
        state.withLock { $0.keys.append(key) }
    }

    /// Takes the oldest key out of the set.
    package func removeOldestKey() { state.withLock { _ = $0.keys.removeFirst() } }

    package var cacheControl: String? {
        get { state.withLock { $0.cacheControl } }
        set { state.withLock { $0.cacheControl = newValue } }
    }

    /// Nothing answers while this is set.
    package var isDown: Bool {
        get { state.withLock { $0.outage != nil } }
        set { state.withLock { $0.outage = newValue ? .unreachable(url: "any", why: "down") : nil } }
    }

    /// Where the metadata say that changes are told.
    package var changesURL: String? {
        get { state.withLock { $0.changesURL } }
        set { state.withLock { $0.changesURL = newValue } }
    }

    /// Answers wait while this is set.
    package var isHeld: Bool {
        get { state.withLock { $0.isHeld } }
        set { state.withLock { $0.isHeld = newValue } }
    }

    /// Answers a path with this instead; `nil` for the usual again.
    package func answer(_ path: String, with result: Result<FetchedDocument, FetchFault>?) {
        state.withLock { $0.answers[path] = result }
    }

    /// Says this of an opaque token from now on.
    package func answer(opaque token: String, with answer: OpaqueAnswer) {
        state.withLock { $0.opaque[token] = answer }
    }

    /// How often a path was asked for; all of them without one.
    package func count(_ path: String? = nil) -> Int {
        state.withLock { state in path.map { state.counts[$0] ?? 0 } ?? state.counts.values.reduce(0, +) }
    }

    package static let keysPath = "/.well-known/jwks.json"
    package static let metadataPath = "/.well-known/oauth-authorization-server"

    // MARK: Fetch

    package func get(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
        try await answer(url) { self.usual(url, $0, $1) }
    }

    package func post(
        _ message: PostedMessage,
        to url: String,
        accept: String
    ) async throws(FetchFault) -> FetchedDocument {
        try await answer(url) { path, state in
            do {
                guard path == TestIssuer.introspectionPath, let key = state.keys.last else {
                    return FetchedDocument(status: 404, body: [])
                }
                return try self.introspection(message, state.opaque, key: key)
            } catch {
                return FetchedDocument(status: 500, body: [])
            }
        }
    }

    private func answer(
        _ url: String,
        usually usual: @Sendable (String, State) -> FetchedDocument
    ) async throws(FetchFault) -> FetchedDocument {
        let path = String(url.dropFirst(issuer.origin.count))
        state.withLock { $0.counts[path, default: 0] += 1 }
        do {
            while isHeld { try await Task.sleep(for: .milliseconds(1)) }
        } catch {
            throw .unreachable(url: url, why: "cancelled")
        }
        let found = state.withLock { state -> Result<FetchedDocument, FetchFault> in
            if let outage = state.outage { return .failure(outage) }
            return state.answers[path] ?? .success(usual(path, state))
        }
        return try found.get()
    }

    private func usual(_ url: String, _ path: String, _ state: State) -> FetchedDocument {
        let keysURL = issuer.url(TestIssuer.keysPath)
        if url == issuer.metadataURLs.first {
            var metadata = AuthorizationServerMetadata(issuer: issuer, keysURL: keysURL)
            metadata.changesURL = state.changesURL
            metadata.introspectionURL = issuer.url(TestIssuer.introspectionPath)
            return FetchedDocument(status: 200, body: metadata.json, contentType: "application/json")
        }
        if url == keysURL {
            let json = JWKSet(keys: state.keys.map(\.verificationKey)).json
            return FetchedDocument(status: 200, body: json, cacheControl: state.cacheControl)
        }
        let own = String(path.dropFirst(issuer.path.count))
        if let list = state.lists[own], let key = state.listKey ?? state.keys.last {
            do {
                return FetchedDocument(status: 200, body: Array(try list.sign(with: key).utf8))
            } catch {
                return FetchedDocument(status: 500, body: [])
            }
        }
        return FetchedDocument(status: 404, body: [])
    }
}
