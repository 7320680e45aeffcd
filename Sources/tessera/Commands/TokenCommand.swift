// tessera token: named tokens on the local data, for administrators.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import JOSE

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make, list and take back named tokens.",
        subcommands: [Create.self, List.self, Revoke.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a named token. The token alone goes to stdout; it is shown once.",
            discussion:
                "Example:\n  tessera token create --user ana --name ci --scope notes:read --expires 90d"
        )

        @Option(help: "The account.") var user: String
        @Option(help: "A name by which people know the token.") var name: String
        @Option(help: "The API. (default: the default API)") var audience: String?
        @Option(help: "A scope; may be repeated. (default: all that the account holds there)") var scope:
            [String] = []
        @Option(help: "How long it lives: 90s, 15m, 12h or 30d; at most 365d. (default: 30d)") var expires:
            String?
        @Option(help: "The issuer. (default: that of the last start)") var issuer: String?
        @OptionGroup var options: DataOptions

        func run() async throws {
            let now = Clock.now()
            let seconds = try expires.map(TimeSpan.seconds)
            let authority = try await options.open().authority(issuer: issuer, at: now)
            let caller = try await authority.accounts.vouch(for: Username(user))
            let issued = try await authority.tokens.issue(
                TokenRequest(
                    audience: audience,
                    scopes: scope.isEmpty ? nil : scope,
                    name: name,
                    expiresIn: seconds
                ),
                to: caller,
                at: now
            )
            if options.json {
                Terminal.result(json: TokenAnswer.json(issued))
            } else {
                Terminal.result(issued.token)
            }
            let expiry = Timestamp.text(now + issued.expiresIn)
            Terminal.note(
                "Created \(name) · \(issued.id) · \(issued.scope) · expires \(expiry). It can't be shown "
                    + "again."
            )
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the named tokens of an account.")

        @Option(help: "The account.") var user: String
        @OptionGroup var options: DataOptions

        func run() async throws {
            let house = try await options.open()
            let now = Clock.now()
            let account = try await Accounts(database: house.database).find(Username(user))
            for token in try await Tokens.named(of: account, in: house.database, at: now) {
                if options.json {
                    Terminal.result(json: JSONWriter.object { TokenAnswer.write(token, to: &$0) })
                } else {
                    let expiry = Timestamp.text(token.expiresAt)
                    Terminal.result(
                        "\(token.id)\t\(token.name)\t\(token.scopes.joined(separator: " "))\texpires \(expiry)"
                    )
                }
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take back a named token (tok_…), or end a session (ses_…)."
        )

        @Argument(help: "The id.") var id: String
        @OptionGroup var options: DataOptions

        func run() async throws {
            try await Tokens.takeBack(id, in: options.open().database, at: Clock.now())
            if options.json {
                Terminal.result(
                    json: JSONWriter.object { json in
                        json.member("id", id)
                        json.member("revoked", true)
                    }
                )
            }
            Terminal.note("Took back \(id); verifiers hear of it when they next ask for the status list.")
        }
    }
}
