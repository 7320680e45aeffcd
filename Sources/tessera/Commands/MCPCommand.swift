// tessera mcp check: whether an agent gets from an MCP server's URL to a call with a token, and where it fails.

internal import ArgumentParser
internal import Fetching
internal import JOSE
internal import OAuth

struct MCPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcp", abstract: "Look at the authorization of an MCP server.", subcommands: [Check.self]
    )

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Go an agent's way to an MCP server (revision \(MCPWalk.revision)), and say what is wrong at which step.",
            discussion: """
                Without --client-id it looks at the documents alone; with it you sign in, and the token is tried. \
                --token-file tries a token that you have. It fails when a step does. The secret of --client-secret-file goes to \
                the authorization server that the MCP server names; $TESSERA_CLIENT_SECRET is not used here.

                Examples:
                  tessera mcp check https://api.example.com/mcp
                  tessera mcp check https://api.example.com/mcp --client-id https://agent.example/client.json
                """
        )

        @Argument(help: "The URL of the MCP server.") var url: String
        @Option(help: "The id of a client that is registered, or the https URL of a client's document.")
        var clientId: String?
        @Option(help: "A scope; may be repeated. (default: those that the challenge or the metadata names)")
        var scope: [String] = []
        @Option(help: "A file with a token to try instead of signing in, or - for stdin.") var tokenFile:
            String?
        @OptionGroup var proof: RemoteClientOptions
        @OptionGroup var browser: BrowserOptions
        @OptionGroup var options: WireOptions

        func run() async throws {
            var walk = MCPWalk(url, clientID: clientId, scopes: scope, by: options.wire)
            await walk.documents()
            if walk.report.isGood, let server = walk.server { try await tryToken(&walk, server) }
            let report = walk.report
            if options.json {
                Terminal.result(
                    json: JSONWriter.object { json in
                        json.member("url", url)
                        report.write(to: &json)
                    }
                )
            } else {
                for line in report.lines { Terminal.result(line) }
            }
            guard report.isGood else { throw ExitCode(Failure.Code.general.rawValue) }
        }

        private func tryToken(_ walk: inout MCPWalk, _ server: ServerDocument) async throws {
            if let tokenFile {
                let token = try Secrets.line(of: tokenFile)
                walk.note("token", .skipped, "the one of \(tokenFile)")
                let key = try proof.proofKey.map { try RemoteClientOptions.key($0) }
                await walk.use(token, type: key == nil ? "Bearer" : "DPoP", proofKey: key)
                return
            }
            guard let clientId else {
                walk.note(
                    "token", .skipped, "no client was named",
                    fix: "give --client-id to sign in and try a token")
                return
            }
            do {
                // The MCP server named whom to ask, so nothing goes there but what the command line says.
                let client = try proof.client(clientId, at: server, takesEnvironment: false, by: options.wire)
                let tokens = try await browser.login(client, walk.wish).run()
                walk.note("token", .ok, "\(tokens.type), scopes \(tokens.scope ?? "as asked")")
                await walk.use(tokens.accessToken, type: tokens.type, proofKey: client.proofKey)
            } catch {
                walk.note(
                    "token", .failed, Failure(error).sentence, fix: "the server's answer says what it expects"
                )
            }
        }
    }
}
