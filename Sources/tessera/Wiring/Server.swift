// The server from its port to its database: bound first, wired when the port is known, then ready.

internal import Authority
internal import AuthorityServer
internal import Fetching
internal import Hummingbird
internal import JOSE
internal import Listening
internal import Logging
internal import NIOCore
internal import OAuth
internal import SQL
internal import ServiceLifecycle
internal import Synchronization
internal import UnixSignals

/// What `serve` was told.
struct ServeSettings: Sendable {
    var listen: ListenAddress
    /// `nil` for `http://localhost:PORT`.
    var issuer: String?
    var isDevelopment: Bool
    var behindProxy: Bool
    var algorithm: SignatureAlgorithm
    /// Seconds for which a named token may live.
    var longestToken: Int
    /// Seconds after which an active key gets a successor; 0 for never.
    var rotateKeysEvery: Int
    /// How many may listen to the stream of changes from one address.
    var streamsPerAddress: Int
    /// Which clients may come that no administrator registered.
    var clients: ClientPolicy
    /// Whether proofs of possession need a nonce of this server.
    var asksForNonces: Bool
    /// Whether authorization requests are taken only if they were pushed.
    var mustPush = false
    /// What the data is to be like before the first request.
    var declaration: DeclarationFile?
    /// `nil` where nothing is encrypted here.
    var tls: TLSSettings?
}

/// What there is to say when the server is ready.
struct Readiness: Sendable {
    let issuer: Issuer
    /// HOST:PORT, with the port that was taken where any free one was asked for.
    let listens: String
    let account: DevelopmentAccount?
}

/// One server over one open data folder.
final class Server: Sendable {
    private let settings: ServeSettings
    private let house: OpenHouse
    private let keys: SigningKeys
    private let logger: Logger
    private let gate: ResponderGate
    private let wired = Mutex<Authority?>(nil)
    private let outcome = Mutex<(fault: Failure?, group: ServiceGroup?)>((nil, nil))

    init(_ settings: ServeSettings, _ house: OpenHouse, keys: SigningKeys, logger: Logger) {
        self.settings = settings
        self.house = house
        self.keys = keys
        self.logger = logger
        gate = ResponderGate(tls: settings.tls)
    }

    /// Serves until a signal ends it.
    ///
    /// - Parameter ready: told once, when the first request can be answered.
    func run(ready: @escaping @Sendable (Readiness) -> Void) async throws {
        let database = house.database
        let application = Application(
            responder: gate,
            // A peer that sends nothing for a while, or a request too slowly, is cut off, so that connections can't fill the
            // server.
            server: settings.tls.map { .encrypted($0.certificate) } ?? .plain(),
            configuration: .init(
                address: .hostname(settings.listen.host, port: settings.listen.port),
                availableConnectionsDelegate: ConnectionLimits.room(logger)),
            onServerRunning: { [self] channel in await open(channel, ready) },
            logger: logger
        )
        let chores = [
            Chore("upkeep", every: .seconds(3_600), logger: logger) {
                try await Upkeep(database: database).sweep(at: Clock.now())
            },
            Chore("taking back what was rolled", every: .seconds(1), logger: logger) {
                try await Upkeep(database: database).takeBackDue(at: Clock.now())
            },
            Chore("following the changes", every: .milliseconds(200), logger: logger) { [self] in
                try await authority?.feed.poll(at: Clock.now())
            },
            Chore("telling clients of sign-outs", every: .seconds(1), logger: logger) { [self] in
                try await authority?.logouts.tell(now: { Clock.now() }, logger: logger)
            },
            Chore("rotating the keys", every: .seconds(60), logger: logger) { [self] in
                try await rotateKeys(at: Clock.now())
            },
        ]
        let encryption = settings.tls?.services(logger) { [self] in authority?.issuer.origin } ?? []
        let group = ServiceGroup(
            configuration: .init(
                services: chores + encryption + [application],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        outcome.withLock { $0.group = group }
        do {
            try await group.run()
        } catch let error as IOError {
            throw settings.listen.failure(error)
        }
        try database.close()
        if let fault = outcome.withLock({ $0.fault }) { throw fault }
    }

    /// Wires the rooms, now that the port is known, and opens the gate.
    private func open(_ channel: any Channel, _ ready: @Sendable (Readiness) -> Void) async {
        do {
            let port = channel.localAddress?.port ?? settings.listen.port
            ready(try await wire(port))
        } catch {
            let group = outcome.withLock { outcome in
                outcome.fault = Failure(error)
                return outcome.group
            }
            await group?.triggerGracefulShutdown()
        }
    }

    /// Announces a successor when it is time. In development nobody waits a day for it.
    private func rotateKeys(at now: Int) async throws {
        let delay = settings.isDevelopment ? 300 : KeyRotation.day
        for new in try await keys.rotate(every: settings.rotateKeysEvery, announcedFor: delay, at: now) {
            logger.notice("a signing key is announced", metadata: ["kid": "\(new.keyID ?? "")"])
            await authority?.feed.wake()
        }
        // An emergency took all of them.
        try await keys.prepare([.rs256], at: now)
        try await keys.forgetRetired(at: now)
    }

    /// The authority; `nil` before the port is known.
    private var authority: Authority? { wired.withLock { $0 } }

    private func wire(_ port: Int) async throws -> Readiness {
        let scheme = settings.tls == nil ? "http" : "https"
        let issuer = try Issuer(settings.issuer ?? "\(scheme)://localhost:\(port)")
        try check(issuer)
        guard issuer.value.utf8.last != UInt8(ascii: "/") else {
            throw Failure(
                .configuration,
                "the issuer \(issuer) ends with a slash; leave it out, for tokens carry it as it is")
        }
        let authority = Authority(
            issuer: issuer,
            database: house.database,
            keys: keys,
            longestNamedToken: settings.longestToken,
            statusTimeToLive: settings.isDevelopment ? 1 : 60,
            heartbeat: settings.isDevelopment ? 5 : 15,
            clientPolicy: settings.clients,
            fetch: HTTPFetch(),
            asksForNonces: settings.asksForNonces,
            mustPush: settings.mustPush,
            logger: logger
        )
        wired.withLock { $0 = authority }
        try house.folder.remember(issuer: issuer.value)
        let account = settings.isDevelopment ? try await Development.seed(authority, at: Clock.now()) : nil
        if let file = settings.declaration {
            _ = try await authority.declarations.apply(
                file.declaration, secrets: file.secrets, mode: DeclarationMode(), at: Clock.now())
        }
        try await authority.keys.prepare([.rs256], at: Clock.now())
        let router = Router(context: TesseraContext.self)
        Routes(
            authority: authority,
            place: ServerPlace(
                behindProxy: settings.behindProxy,
                streamsPerAddress: settings.streamsPerAddress,
                endsTLS: settings.tls != nil,
                takesCertificates: settings.tls?.takesCertificates ?? false
            ),
            sample: account.map {
                SampleLines(username: $0.username, url: issuer.url("/dev/api/me"))
            }
        ).add(to: router)
        if settings.isDevelopment {
            try Development.addSampleAPI(to: router, issuer: issuer, through: gate, logger: logger)
        }
        gate.open(router.buildResponder())
        return Readiness(issuer: issuer, listens: "\(settings.listen.host):\(port)", account: account)
    }

    /// A server takes fewer issuers than a verifier: a path that routes would read as a pattern is refused.
    private func check(_ issuer: Issuer) throws {
        let isPlain = issuer.path.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                || "/-._~".utf8.contains(byte)
        }
        guard isPlain else {
            throw Failure(
                .configuration,
                "the issuer \(issuer) has a path with other characters than letters, digits and - . _ ~; "
                    + "choose a plainer one"
            )
        }
    }
}
