// tessera client registration-token: a token with which one client may register itself, once.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import JOSE

struct RegistrationTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registration-token",
        abstract: "Make a token with which one client may register itself, once. It alone goes to stdout.",
        discussion: "The server takes such tokens when it is started with --registration token."
    )

    /// A token that lies around for longer is one that somebody else finds.
    private static let longest = 30 * 86_400

    @Option(help: "How long it is good: 15m, 24h; at most 30d.") var expires = "24h"
    @Option(help: "The issuer. (default: the one of the last start)") var issuer: String?
    @OptionGroup var options: DataOptions

    func run() async throws {
        let lifetime = try TimeSpan.seconds(expires)
        guard lifetime <= Self.longest else {
            throw Failure(.usage, "--expires is at most 30d; \(expires) is longer")
        }
        let now = Clock.now()
        let authority = try await options.open().authority(issuer: issuer, at: now)
        let token = authority.registrations.initialToken(lifetime: lifetime, at: now)
        if options.json {
            Terminal.result(
                json: JSONWriter.object { json in
                    json.member("initial_access_token", token)
                    json.member("expires_at", Timestamp.text(now + lifetime))
                }
            )
        } else {
            Terminal.result(token)
        }
        Terminal.note(
            "Good for one client, until \(Timestamp.text(now + lifetime)). It can't be shown again.")
    }
}
