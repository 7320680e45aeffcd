// tessera login and logout: signing in at any issuer, and forgetting it.

internal import ArgumentParser
internal import Fetching
internal import JOSE
internal import OAuth

struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract:
            "Sign in at an issuer: with the browser, or with --device by a code that is typed elsewhere.",
        discussion: """
            The URL is printed and opened where there is a browser. What comes of it is kept in logins.json, which only you \
            can read, in $XDG_CONFIG_HOME/tessera or ~/.config/tessera; get-token and request take it from there. The client \
            is registered there with the redirect URI http://127.0.0.1/callback.

            Examples:
              tessera login https://auth.example.com --client-id notes-cli --resource https://api.example.com
              tessera login https://auth.example.com --client-id notes-cli --device
            """
    )

    @Argument(help: "The issuer.") var issuer: String
    @Option(help: "The id of the client.") var clientId: String
    @Option(help: "A scope; may be repeated. (default: openid offline_access, where the issuer has them)")
    var scope: [String] = []
    @Option(help: "The API that the token is to be for.") var resource: String?
    @Flag(help: "Sign in with another device.") var device = false
    @Flag(help: "Print the access token, which alone goes to stdout, and keep nothing.") var print = false
    @OptionGroup var proof: RemoteClientOptions
    @OptionGroup var browser: BrowserOptions
    @OptionGroup var options: WireOptions

    func run() async throws {
        let wire = options.wire
        let server = try await ServerDocument.find(ServerDocument.issuer(issuer), by: wire)
        let client = try proof.client(clientId, at: server, takesEnvironment: true, by: wire)
        let usual = ["openid", "offline_access"].filter {
            (server.words("scopes_supported") ?? []).contains($0)
        }
        let wish = LoginWish(scopes: scope.isEmpty ? usual : scope, resource: resource)
        let tokens =
            device
            ? try await DeviceLogin(client: client, wish: wish).run()
            : try await browser.login(client, wish).run()
        if client.proofKey != nil, tokens.type != "DPoP" {
            Terminal.note("tessera: warning: \(issuer) did not bind the token to the key")
        }
        if print {
            options.json ? Terminal.result(tokens.object.text) : Terminal.result(tokens.accessToken)
            return
        }
        try await keep(tokens, of: client)
        let person = tokens.idToken.flatMap { ReceivedTokens.claims(of: $0) }
        let name = person?["preferred_username"]?.string ?? person?["sub"]?.string
        let scopes = tokens.scope ?? wish.scopes.joined(separator: " ")
        if options.json {
            Terminal.result(
                json: JSONWriter.object { json in
                    json.member("issuer", issuer)
                    json.member("client_id", clientId)
                    if let name { json.member("username", name) }
                    json.member("scope", scopes)
                    if let end = tokens.expiresAt { json.member("expires_at", end) }
                    json.member("refreshable", tokens.refreshToken != nil)
                }
            )
        }
        let rest = tokens.refreshToken == nil ? " · it can't be renewed: no refresh token came" : ""
        Terminal.note(
            "✓ Signed in\(name.map { " as \($0.excerptForTerminal)" } ?? "") · scopes \(scopes.excerptForTerminal)\(rest)"
        )
    }

    private func keep(_ tokens: ReceivedTokens, of client: RemoteClient) async throws {
        try await StoredLogins.locked { logins in
            var login = StoredLogin(issuer: issuer, clientID: clientId)
            login.resource = resource
            login.proofKeyFile = proof.proofKey
            login.hasSecret = client.secret != nil
            login.keep(tokens, for: resource)
            try logins.keep(login)
        }
    }
}

struct LogoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Forget a sign-in, and take its tokens back where the issuer takes that."
    )

    @Argument(help: "The issuer. (default: the only one)") var issuer: String?
    @Option(help: "The id of the client. (default: all at that issuer)") var clientId: String?
    @OptionGroup var proof: RemoteClientOptions
    @OptionGroup var options: WireOptions

    func run() async throws {
        let forgotten = try await StoredLogins.locked { logins in
            let issuer = try self.issuer ?? logins.find(nil, client: clientId)?.issuer
            return try logins.forget(issuer, client: clientId)
        }
        guard !forgotten.isEmpty else { throw Failure(.notFound, "you are not signed in there") }
        for login in forgotten {
            if options.json {
                Terminal.result(
                    json: JSONWriter.object { json in
                        json.member("issuer", login.issuer)
                        json.member("client_id", login.clientID)
                    }
                )
            }
            do {
                try await takeBack(login)
                Terminal.note("Signed out of \(login.issuer).")
            } catch {
                Terminal.note(
                    "Forgot the sign-in at \(login.issuer), but not all of its tokens were taken back there: "
                        + Failure(error).sentence
                )
            }
        }
    }

    /// Takes back what renews, and then what is still good: not every issuer ends the one with the other (RFC 7009 §2.1).
    private func takeBack(_ login: StoredLogin) async throws {
        let now = options.wire.now()
        let live = login.tokens.filter { $0.expiresAt.map { now < $0 } ?? true }
        let all =
            (login.refreshToken.map { [($0, "refresh_token")] } ?? [])
            + live.map { ($0.text, "access_token") }
        guard !all.isEmpty else { return }
        let server = try await ServerDocument.find(ServerDocument.issuer(login.issuer), by: options.wire)
        let client = try proof.client(of: login, at: server, by: options.wire)
        for (token, hint) in all {
            let answer = try await client.post(
                [("token", token), ("token_type_hint", hint)], to: "revocation_endpoint")
            guard answer.status == 200 else { throw RemoteClient.failure(answer, of: server.issuer) }
        }
    }
}
