// tessera get-token: an access token on stdout, for a script.

internal import ArgumentParser
internal import Fetching
internal import JOSE
internal import OAuth

struct GetTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get-token",
        abstract:
            "Print an access token: of your sign-in, renewed where it must be, of a client in its own name, or for another.",
        discussion: """
            The token alone goes to stdout.

            Examples:
              TOKEN=$(tessera get-token https://auth.example.com)
              tessera get-token https://auth.example.com --client-credentials --client-id cli_7Q3hXb1mZp0RkTfd \
            --client-secret-file secret --resource https://api.example.com
              tessera get-token https://auth.example.com --exchange - --scope notes:read --client-id cli_7Q3hXb1mZp0RkTfd \
            --client-secret-file secret < token
            """
    )

    @Argument(help: "The issuer. (default: the only one where you are signed in)") var issuer: String?
    @Option(help: "The id of the client. (default: that of the sign-in)") var clientId: String?
    @Flag(help: "Ask in the client's own name.") var clientCredentials = false
    @Option(help: "Exchange a token for one with less: - for stdin, @FILE, or the token.") var exchange:
        String?
    @Option(help: "The API that the token is to be for.") var resource: String?
    @Option(help: "A scope; may be repeated. (default: all that was allowed)") var scope: [String] = []
    @Option(help: "How long it has to be good yet.") var minTtl: String = "60s"
    @OptionGroup var proof: RemoteClientOptions
    @OptionGroup var options: WireOptions

    func validate() throws {
        guard !clientCredentials || (issuer != nil && clientId != nil) else {
            throw ValidationError("--client-credentials needs the issuer and --client-id")
        }
        guard let exchange else { return }
        guard !clientCredentials, issuer != nil, clientId != nil else {
            throw ValidationError("--exchange needs the issuer and --client-id, and no --client-credentials")
        }
        guard exchange != "-" || proof.clientSecretFile != "-" else {
            throw ValidationError("the token and the secret can't both come from stdin; put one into a file")
        }
    }

    func run() async throws {
        if let exchange {
            let token = try TokenInput.read(exchange)
            try await ask([
                ("grant_type", GrantType.tokenExchange.rawValue), ("subject_token", token),
                ("subject_token_type", TokenTypeURI.accessToken.rawValue),
            ])
            return
        }
        if clientCredentials {
            try await ask([("grant_type", GrantType.clientCredentials.rawValue)])
            return
        }
        let wish = HeldToken.Wish(
            issuer: issuer, clientID: clientId, resource: resource, scopes: scope,
            minimum: try TimeSpan.seconds(minTtl))
        let held = try await HeldToken.find(wish, by: options.wire) { [proof, options] login, server in
            try proof.client(of: login, at: server, by: options.wire)
        }
        guard let held else {
            throw Failure(
                .credentials,
                "you are not signed in there; run: tessera login \(issuer ?? "ISSUER") --client-id ID")
        }
        show(held.text, type: held.type, expiresAt: held.expiresAt, scope: held.scope)
    }

    /// Asks the token endpoint as the client.
    private func ask(_ grant: [(name: String, value: String)]) async throws {
        let server = try await ServerDocument.find(ServerDocument.issuer(issuer ?? ""), by: options.wire)
        let client = try proof.client(
            clientId ?? "", at: server, takesEnvironment: true, by: options.wire)
        let tokens = try await client.tokens(grant + LoginWish(scopes: scope, resource: resource).form)
        show(tokens.accessToken, type: tokens.type, expiresAt: tokens.expiresAt, scope: tokens.scope)
    }

    private func show(_ token: String, type: String, expiresAt: Int?, scope: String?) {
        guard options.json else {
            Terminal.result(token)
            return
        }
        Terminal.result(
            json: JSONWriter.object { json in
                json.member("access_token", token)
                json.member("token_type", type)
                if let expiresAt { json.member("expires_at", expiresAt) }
                if let scope { json.member("scope", scope) }
            }
        )
    }
}
