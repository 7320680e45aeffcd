// tessera revoke: taking back many things at once, on the local data.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer

struct RevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract:
            "Take back everything of an account, of a client, with a scope, from before a moment, or one token.",
        discussion: """
            Where several things are said, all of them must hold. Examples:
              tessera revoke --client cli_7Q3hXb1mZp0RkTfd --dry-run
              tessera revoke --scope notes:write --before 2026-12-01T09:30:00Z
            """
    )

    @Option(help: "The username of an account.") var account: String?
    @Option(help: "The id of a client.") var client: String?
    @Option(help: "An API. (default: any; for a scope, the default API)") var audience: String?
    @Option(help: "A scope of the API.") var scope: String?
    @Option(help: "The jti of one token.") var jti: String?
    @Option(help: "Only what was issued before this moment. (default: now)") var before: String?
    @Flag(help: "Count, and take nothing back.") var dryRun = false
    @OptionGroup var options: DataOptions

    func run() async throws {
        let request = RevocationRequest(
            account: account,
            client: client,
            audience: audience,
            scope: scope,
            jti: jti,
            before: try before.map(Moment.seconds),
            isDryRun: dryRun
        )
        let count = try await Tokens.takeBack(request, in: options.open().database, at: Clock.now())
        if options.json { Terminal.result(json: RevocationAnswer.json(count, isDryRun: dryRun)) }
        Terminal.note(
            "\(dryRun ? "Would take" : "Took") back \(count.sessions) sessions, \(count.tokens) named tokens, "
                + "\(count.authorizations) authorizations of apps, "
                + "\(count.blocks) blocks of clients with \(count.indexes) indexes; "
                + "up to \(count.beyond) of them are not meant."
        )
    }
}
