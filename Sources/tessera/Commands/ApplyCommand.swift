// tessera apply: makes the accounts, APIs and clients of the local data what a file declares.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import JOSE

struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Make accounts, APIs and clients as a file declares them, and say what changed.",
        discussion: """
            The file is JSON or YAML; docs/guides/declared-set-up.md shows all that it may say. What is so already stays \
            untouched, so it may be run again and again.

            Example:
              tessera apply set-up.yaml --dry-run
            """
    )

    @Argument(help: "The file, or - for stdin.") var file: String
    @Flag(help: "Only say what would change.") var dryRun = false
    @Flag(help: "Also disable accounts and clients, and take away rights, that the file does not declare.")
    var prune = false
    @OptionGroup var options: DataOptions

    func run() async throws {
        let read = try DeclarationFile(file)
        let desk = Declarations(database: try await options.open().database)
        let changes = try await desk.apply(
            read.declaration,
            secrets: read.secrets,
            mode: DeclarationMode(isDryRun: dryRun, prunes: prune),
            at: Clock.now()
        )
        if options.json {
            Terminal.result(
                json: JSONWriter.object { json in
                    json.member("dry_run", dryRun)
                    json.array("changes", changes) { json, change in
                        json.member("kind", "\(change.kind)")
                        json.member("what", change.what)
                        json.member("detail", change.detail)
                    }
                }
            )
            return
        }
        for change in changes { Terminal.result(change.description) }
        let count = changes.isEmpty ? "nothing" : "\(changes.count) of them"
        Terminal.note(dryRun ? "Would change \(count)." : "Changed \(count).")
    }
}
