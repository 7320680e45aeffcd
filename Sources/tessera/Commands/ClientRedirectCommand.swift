// tessera client redirect: where a client's people may be sent back to.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import JOSE
internal import OAuth
internal import Records

struct ClientRedirectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redirect",
        abstract: "Add a redirect URI to a client, or take one away.",
        subcommands: [Add.self, Remove.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a redirect URI. Requests must name it byte for byte.",
            discussion: "Example:\n  tessera client redirect add notes-web https://notes.example.com/callback"
        )

        @Argument(help: "The id of the client.") var id: String
        @Argument(help: "The URI: https, http on 127.0.0.1 (any port), or a scheme of one's own.") var uri:
            String
        @OptionGroup var options: DataOptions

        func run() async throws {
            let clients = Clients(database: try await options.open().database)
            try ClientRedirectCommand.show(
                await clients.addRedirect(uri, to: id, at: Clock.now()), json: options.json)
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take a redirect URI away.")

        @Argument(help: "The id of the client.") var id: String
        @Argument(help: "The URI, byte for byte.") var uri: String
        @OptionGroup var options: DataOptions

        func run() async throws {
            let clients = Clients(database: try await options.open().database)
            try ClientRedirectCommand.show(
                await clients.removeRedirect(uri, from: id, at: Clock.now()), json: options.json)
        }
    }

    private static func show(_ client: Client, json: Bool) throws {
        let uris = try ClientMetadata(parsing: client.metadata).redirectURIs
        if json {
            Terminal.result(
                json: JSONWriter.object { json in
                    json.member("client_id", client.id)
                    json.member("redirect_uris", uris)
                }
            )
        }
        Terminal.note(
            "\(client.id) may be answered at: \(uris.isEmpty ? "nowhere" : uris.joined(separator: " "))")
    }
}
