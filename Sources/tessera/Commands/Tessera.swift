// The command's front door: its verbs, and what happens to whatever they throw.

internal import ArgumentParser

struct Tessera: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tessera",
        abstract: "Issue signed tokens, check them, and take them back.",
        discussion: """
            Try it:
              tessera serve --dev
              tessera discover https://auth.example.com

            Results go to stdout, everything else to stderr. Secrets come from stdin, a file, the environment \
            or a prompt, never from the arguments.
            """,
        version: Version.text,
        groupedSubcommands: [
            CommandGroup(
                name: "The server and its data",
                subcommands: [
                    ServeCommand.self, ApplyCommand.self, UserCommand.self, APICommand.self,
                    ClientCommand.self,
                    GrantCommand.self, SessionCommand.self, TokenCommand.self, RevokeCommand.self,
                    KeyCommand.self,
                ]
            ),
            CommandGroup(
                name: "As a client of any server",
                subcommands: [
                    LoginCommand.self, LogoutCommand.self, GetTokenCommand.self, RequestCommand.self,
                    IntrospectCommand.self, DiscoverCommand.self, MCPCommand.self,
                ]
            ),
            CommandGroup(
                name: "Without a server",
                subcommands: [JWTCommand.self, JWKCommand.self, VersionCommand.self]),
        ]
    )
}

@main
enum Main {
    static func main() async {
        do {
            var command = try Tessera.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            exit(with: error)
        }
    }

    private static func exit(with error: any Error) -> Never {
        // Help, versions and usage errors are the argument parser's own: 0 or 64.
        if Tessera.exitCode(for: error) != .failure || error is ExitCode || error is CleanExit {
            Tessera.exit(withError: error)
        }
        let failure = Failure(error)
        Terminal.error(failure.sentence)
        Tessera.exit(withError: ExitCode(failure.code.rawValue))
    }
}

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @Flag(help: "Print JSON.") var json = false

    func run() {
        if json {
            Terminal.result("{\"version\":\"\(Version.text)\"}")
        } else {
            Terminal.result("tessera \(Version.text)")
        }
    }
}
