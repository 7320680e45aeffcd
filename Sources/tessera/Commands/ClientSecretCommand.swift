// tessera client secret: adding a secret to a client, and ending one.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import JOSE

struct ClientSecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret",
        abstract: "Add a secret to a client, or end one.",
        subcommands: [Add.self, Expire.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Add a secret beside those that a client has. It alone goes to stdout; it is shown once.")

        @Argument(help: "The id of the client.") var id: String
        @Option(help: "How long it is good: 12h, 90d. (default: until it is ended)") var expires: String?
        @OptionGroup var options: DataOptions

        func run() async throws {
            let lifetime = try expires.map(TimeSpan.seconds)
            let clients = Clients(database: try await options.open().database)
            let secret = try await clients.addSecret(to: id, lifetime: lifetime, at: Clock.now())
            if options.json {
                Terminal.result(
                    json: JSONWriter.object { json in
                        json.member("client_id", id)
                        json.member("client_secret", secret)
                    }
                )
            } else {
                Terminal.result(secret)
            }
            Terminal.note(
                "Added a secret to \(id). It can't be shown again; end the old one when it is not used any more."
            )
        }
    }

    struct Expire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a secret of a client, now or later.",
            discussion: "Example:\n  tessera client secret expire cli_7Q3hXb1mZp0RkTfd qLz83_aB --in 24h"
        )

        @Argument(help: "The id of the client.") var id: String
        @Argument(help: "The fingerprint of the secret, as client list shows it.") var fingerprint: String
        @Option(name: .customLong("in"), help: "When: 1h, 7d. (default: now)") var delay: String?
        @OptionGroup var options: DataOptions

        func run() async throws {
            let now = Clock.now()
            let end = now + (try delay.map(TimeSpan.seconds) ?? 0)
            let clients = Clients(database: try await options.open().database)
            try await clients.expireSecret(fingerprint, of: id, from: end, at: now)
            if options.json {
                Terminal.result(
                    json: JSONWriter.object { json in
                        json.member("client_id", id)
                        json.member("fingerprint", fingerprint)
                        json.member("expires_at", Timestamp.text(end))
                    }
                )
            }
            Terminal.note("The secret \(fingerprint) of \(id) is refused from \(Timestamp.text(end)) on.")
        }
    }
}
