// The options of every command that is a client of another server.

internal import ArgumentParser
internal import JOSE
internal import OAuth

struct WireOptions: ParsableArguments {
    @Flag(help: "Print JSON.") var json = false
    @Flag(help: "Tell each request that is made on stderr; no token and no secret is shown.") var verbose =
        false

    var wire: Wire { Wire(isVerbose: verbose) }
}

/// Who the client is, and how it proves it.
struct RemoteClientOptions: ParsableArguments {
    @Option(
        help: "A file with the client's secret, or - for stdin. (default: $TESSERA_CLIENT_SECRET, else none)")
    var clientSecretFile: String?
    @Option(help: "A file with the client's private key, for private_key_jwt instead of a secret.")
    var clientKey: String?
    @Option(name: .customLong("dpop"), help: "A file with a private key that the tokens are bound to (DPoP).")
    var proofKey: String?

    /// The client at a server.
    ///
    /// - Parameters:
    ///   - proofKeyFile: the key that was used before, where no other is named.
    ///   - takesEnvironment: whether the secret may come from the environment: only where the person chose the server, for
    ///     whoever it is gets it.
    func client(
        _ id: String,
        at server: ServerDocument,
        proofKeyFile: String? = nil,
        takesEnvironment: Bool,
        by wire: Wire
    ) throws -> RemoteClient {
        let secret =
            try clientSecretFile.map { try Secrets.line(of: $0) }
            ?? (takesEnvironment ? Secrets.environment("TESSERA_CLIENT_SECRET") : nil)
        return RemoteClient(
            id: id,
            secret: secret.flatMap { $0.isEmpty ? nil : $0 },
            assertionKey: try clientKey.map { try RemoteClientOptions.key($0) },
            proofKey: try (proofKey ?? proofKeyFile).map { try RemoteClientOptions.key($0) },
            server: server,
            wire: wire
        )
    }

    /// The client of a sign-in that is kept. The environment's secret is for it only if it signed in with one: an API that is
    /// called says by itself whose sign-in is used.
    func client(of login: StoredLogin, at server: ServerDocument, by wire: Wire) throws -> RemoteClient {
        try client(
            login.clientID, at: server, proofKeyFile: login.proofKeyFile, takesEnvironment: login.hasSecret,
            by: wire)
    }

    /// A private key of a file.
    static func key(_ path: String) throws -> SigningKey {
        let jwk = try KeyFile.secret(path)
        do {
            return try SigningKey(jwk: jwk, algorithm: nil)
        } catch JOSEError.key(.algorithmMissing) {
            throw Failure(
                .usage,
                "\(path) does not say which algorithm it is for; make one with tessera jwk new --algorithm ES256"
            )
        } catch {
            throw KeyFile.failure(path, error)
        }
    }
}

/// How a person is sent to sign in.
struct BrowserOptions: ParsableArguments {
    @Option(
        help:
            "A command that opens the URL it gets; none to print it alone. (default: $BROWSER, else the desktop's)"
    )
    var browser: String?
    @Option(
        help: "Where the browser comes back to, as it is registered; without a port any free one is taken.")
    var redirectUri: String = "http://127.0.0.1/callback"
    @Option(help: "For how long somebody may sign in.") var within: String = "5m"

    func login(_ client: RemoteClient, _ wish: LoginWish) throws -> CodeLogin {
        CodeLogin(
            client: client, wish: wish, address: try CallbackAddress(redirectUri),
            patience: try TimeSpan.seconds(within),
            browser: OpenBrowser.command(browser))
    }
}
