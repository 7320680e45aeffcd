// tessera serve: settings are checked, the data is opened, and the server runs until a signal ends it.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import JOSE
internal import Logging
internal import OAuth

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the server.",
        discussion: """
            Examples:
              tessera serve --dev
              tessera serve --issuer https://auth.example.com --data /var/lib/tessera --behind-proxy
              tessera serve --issuer https://auth.example.com --listen :443 --tls-certificate chain.pem --tls-key key.pem
            """
    )

    @Flag(help: "Development mode: an account and a sample API to try, on this machine alone.") var dev =
        false

    @Option(help: "HOST:PORT to listen on; port 0 takes a free one. (default: 127.0.0.1:8080)") var listen:
        String?

    @Option(help: "The data folder. (default: $TESSERA_DATA, else .tessera)") var data: String?

    @Option(
        help:
            "The issuer: the one URL from which all others come. (default with --dev: http://localhost:PORT)")
    var issuer: String?

    @Flag(help: "A reverse proxy before this server speaks TLS and appends X-Forwarded-For.")
    var behindProxy = false

    @Option(help: "What the first key signs with: ES256, Ed25519, or another asymmetric algorithm of JOSE.")
    var algorithm = "ES256"

    @Option(help: "The longest that a named token may live: 12h or 90d; at most 365d. (default: 365d)")
    var longestToken: String?

    @Option(help: "After how long a signing key gets a successor, as 90d; 0 for never.")
    var rotateKeysEvery = "90d"

    @Option(help: "How many may listen to the stream of revocations from one address; at most 1000.")
    var streamsPerAddress = 10

    @Option(
        help:
            "Who may register a client: off (nobody), token (with a token of an administrator), or open (anyone)."
    )
    var registration = "off"

    @Option(
        help:
            "Whether a client may be named by the URL of a document that describes it: on, off, or loopback (with --dev: also on this machine)."
    )
    var clientDocuments = "on"
    @Flag(
        help:
            "Ask for a nonce of this server in proofs of possession (DPoP), which then can't be made long ahead."
    )
    var dpopNonce = false
    @Flag(help: "Take authorization requests only if their client pushed them (RFC 9126).")
    var requirePar = false

    @Option(help: "With --dev: a declaration to start with, as tessera apply takes it.") var apply: String?

    @OptionGroup(title: "Encryption") var encryption: TLSOptions

    @Flag(help: "Print one line of JSON on stdout when the server is ready.") var json = false

    func run() async throws {
        var settings = try settings()
        if let apply {
            guard dev else {
                throw Failure(
                    .usage, "--apply is for development; in production run tessera apply when it is wanted")
            }
            settings.declaration = try DeclarationFile(apply)
        }
        let folder = try DataFolder.named(data)
        try folder.claim(forDevelopment: dev)
        let house = try await OpenHouse(folder)
        let keys = try await house.keys(settings.algorithm, at: Clock.now())
        var logger = Logger(label: "tessera", factory: StreamLogHandler.standardError(label:))
        logger.logLevel = try logLevel()
        try await Server(settings, house, keys: keys, logger: logger).run { [json, folder] readiness in
            if json {
                Terminal.result(json: ReadyLine.json(readiness))
            } else {
                Terminal.result(ReadyLine.banner(readiness, data: folder.path))
            }
        }
    }

    /// `TESSERA_LOG_LEVEL`; refusals are told from `info` on.
    private func logLevel() throws -> Logger.Level {
        guard let name = Secrets.environment("TESSERA_LOG_LEVEL") else { return .notice }
        guard let level = Logger.Level(rawValue: name) else {
            let names = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(.configuration, "TESSERA_LOG_LEVEL is \(name); expected one of \(names)")
        }
        return level
    }

    private func signingAlgorithm() throws -> SignatureAlgorithm {
        let names = SignatureAlgorithm.allCases.filter { !$0.isSymmetric }.map(\.name).joined(separator: ", ")
        guard let known = SignatureAlgorithm(name: algorithm) else {
            throw Failure(
                .configuration, "\(algorithm) is no signing algorithm of Tessera; expected one of \(names)")
        }
        guard !known.isSymmetric else {
            throw Failure(
                .configuration,
                "\(known.name) has no public half, so no API could verify without being able to sign; "
                    + "expected one of \(names)"
            )
        }
        return known
    }

    /// Every setting that can be wrong is checked before a file is made.
    private func settings() throws -> ServeSettings {
        let address = try ListenAddress(listen ?? "127.0.0.1:8080")
        let tls = try encryption.settings(listen: address, behindProxy: behindProxy, issuer: issuer)
        guard address.isLoopback || ((behindProxy || tls != nil) && !dev) else {
            throw Failure(
                .configuration,
                dev
                    ? "development mode listens on this machine alone; use --listen 127.0.0.1:PORT"
                    : "listening on \(address.host) without TLS would show passwords to the network; give "
                        + "--tls-certificate and --tls-key, or put a proxy that speaks TLS before it and add "
                        + "--behind-proxy, or listen on 127.0.0.1"
            )
        }
        let algorithm = try signingAlgorithm()
        let longest = try longestToken.map(TimeSpan.seconds) ?? TokenLifetime.namedLongest
        guard longest <= TokenLifetime.namedLongest else {
            throw Failure(.configuration, "--longest-token is at most 365d; \(longestToken ?? "") is longer")
        }
        guard (1...1_000).contains(streamsPerAddress) else {
            throw Failure(.configuration, "--streams-per-address is 1 to 1000; \(streamsPerAddress) is not")
        }
        if let issuer {
            do {
                _ = try Issuer(issuer)
            } catch {
                throw Failure(.configuration, error.sentence)
            }
        } else if !dev {
            throw Failure(
                .configuration, "say who issues the tokens: --issuer https://auth.example.com (or try --dev)")
        }
        return ServeSettings(
            listen: address,
            issuer: issuer,
            isDevelopment: dev,
            behindProxy: behindProxy,
            algorithm: algorithm,
            longestToken: longest,
            rotateKeysEvery: try rotateKeysEvery == "0" ? 0 : TimeSpan.seconds(rotateKeysEvery),
            streamsPerAddress: streamsPerAddress,
            clients: try clientPolicy(),
            asksForNonces: dpopNonce,
            mustPush: requirePar,
            tls: tls
        )
    }

    private func clientPolicy() throws -> ClientPolicy {
        guard let registration = ClientPolicy.Registration(rawValue: registration) else {
            throw Failure(.configuration, "--registration is off, token or open; \(registration) is not")
        }
        guard let documents = ClientPolicy.Documents(rawValue: clientDocuments) else {
            throw Failure(
                .configuration, "--client-documents is on, off or loopback; \(clientDocuments) is not")
        }
        guard dev || documents != .loopback else {
            throw Failure(
                .configuration,
                "--client-documents loopback lets strangers' URLs lead to this machine; it is for --dev")
        }
        return ClientPolicy(registration: registration, documents: documents)
    }
}
