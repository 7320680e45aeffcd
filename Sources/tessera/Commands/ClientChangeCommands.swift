// tessera client show, set, enable and remove: one client, seen and changed.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import JOSE
internal import OAuth
internal import Records

struct ShowClient: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what a client is registered with, and what it holds.")

    @Argument(help: "The id of the client.") var id: String
    @OptionGroup var options: DataOptions

    func run() async throws {
        let listed = try await Clients(database: options.open().database).listed(id, at: Clock.now())
        if options.json {
            Terminal.result(json: try ClientAnswer.json(listed))
        } else {
            for line in try ClientAnswer.lines(listed) { Terminal.result(line) }
        }
    }
}

struct SetClient: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change what a client is registered with. What is not said stays as it is.",
        discussion: """
            Redirect URIs are added and taken away with tessera client redirect, secrets with tessera client secret.

            Examples:
              tessera client set notes-web --default-api https://api.example.com
              tessera client set notes-cli --grant-type authorization_code --grant-type refresh_token
            """
    )

    @Argument(help: "The id of the client.") var id: String
    @Option(help: "A name for people.") var name: String?
    @OptionGroup var metadata: ClientMetadataOptions
    @OptionGroup var options: DataOptions

    func run() async throws {
        let keys = try metadata.keys()
        let clients = Clients(database: try await options.open().database)
        try await clients.change(id, at: Clock.now()) { [name, metadata] client in
            if let name { client.name = name }
            metadata.change(&client, keys: keys)
        }
        let listed = try await clients.listed(id, at: Clock.now())
        if options.json { Terminal.result(json: try ClientAnswer.json(listed)) }
        Terminal.note("Changed \(id).")
        let method = try ClientMetadata(parsing: listed.client.metadata).authentication
        if listed.secrets.isEmpty, method == nil || method?.hasPrefix("client_secret") ?? false {
            Terminal.note("It has no secret yet: tessera client secret add \(id)")
        }
    }
}

struct EnableClient: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Let a client ask again that was shut out. What was taken back stays so.")

    @Argument(help: "The id of the client.") var id: String
    @OptionGroup var options: DataOptions

    func run() async throws {
        try await Clients(database: options.open().database).enable(id)
        if options.json {
            Terminal.result(
                json: JSONWriter.object { json in
                    json.member("client_id", id)
                    json.member("disabled", false)
                }
            )
        }
        Terminal.note("\(id) may ask for tokens again.")
    }
}

struct RemoveClient: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a client of which nothing is left: no token that lives, no consent.",
        discussion:
            "One that is in use is disabled first; it can be removed when all that it got has expired."
    )

    @Argument(help: "The id of the client.") var id: String
    @OptionGroup var options: DataOptions

    func run() async throws {
        try await Clients(database: options.open().database).remove(id, at: Clock.now())
        if options.json {
            Terminal.result(
                json: JSONWriter.object { json in
                    json.member("client_id", id)
                    json.member("removed", true)
                }
            )
        }
        Terminal.note("Removed \(id).")
    }
}
