// tessera token: named tokens on the local data, for administrators.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import JOSE

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make, list, roll and take back named tokens.",
        subcommands: [Create.self, List.self, Roll.self, Revoke.self]
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
        @Flag(help: "Make a short token that says nothing; an API asks this server about it once.")
        var opaque = false
        @Option(help: "What the token is for.") var description: String?
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
                    expiresIn: seconds,
                    form: opaque ? .opaque : .jwt,
                    description: description
                ),
                to: caller,
                at: now
            )
            TokenCommand.show(issued, json: options.json)
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
                    Terminal.result(List.line(token))
                }
            }
        }

        /// One line: id, name, scopes, form, and what there is to say of its life.
        private static func line(_ token: ListedToken) -> String {
            var parts = [
                token.id, token.name, token.scopes.joined(separator: " "), token.form.rawValue,
                "expires \(Timestamp.text(token.expiresAt))",
            ]
            if let end = token.endsAt, let successor = token.successor {
                parts.append("ends \(Timestamp.text(end)), followed by \(successor)")
            }
            if let used = token.lastUsedAt {
                let address = token.lastUsedFrom ?? "an unknown address"
                parts.append("used \(Timestamp.text(used)) from \(address)")
            }
            // Line ends would break the list; the name has none.
            if !token.description.isEmpty { parts.append(token.description.replacing("\n", with: " ")) }
            return parts.joined(separator: "\t")
        }
    }

    struct Roll: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token like this one, and end this one. The new token alone goes to stdout.",
            discussion: "Example:\n  tessera token roll tok_0123456789abcdef --overlap 24h"
        )

        @Argument(help: "The id.") var id: String
        @Option(help: "How long both hold: 0, 1h, 24h or 7d. (default: 0)") var overlap: String?
        @Option(help: "How long the new one lives. (default: as long as the old one was made for)")
        var expires: String?
        @Option(help: "The issuer. (default: that of the last start)") var issuer: String?
        @OptionGroup var options: DataOptions

        func run() async throws {
            let now = Clock.now()
            let seconds = try overlap.map { $0 == "0" ? 0 : try TimeSpan.seconds($0) } ?? 0
            let lifetime = try expires.map(TimeSpan.seconds)
            let authority = try await options.open().authority(issuer: issuer, at: now)
            let issued = try await authority.tokens.roll(
                id, overlap: seconds, expiresIn: lifetime, of: nil, at: now)
            TokenCommand.show(issued, json: options.json)
            let end = seconds == 0 ? "is taken back" : "ends at \(Timestamp.text(now + seconds))"
            Terminal.note(
                "Rolled \(id) to \(issued.id) · \(issued.scope) · expires "
                    + "\(Timestamp.text(now + issued.expiresIn)); \(id) \(end). The new one can't be shown again."
            )
        }
    }

    private static func show(_ issued: IssuedToken, json: Bool) {
        if json {
            Terminal.result(json: TokenAnswer.json(issued))
        } else {
            Terminal.result(issued.token)
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
            Terminal.note("Took back \(id); verifiers that listen hear of it within a second.")
        }
    }
}
