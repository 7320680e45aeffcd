// tessera client: programs that get tokens in their own name, on the local data.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import JOSE
internal import Records

struct ClientCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client",
        abstract: "Make, list and disable clients, and give them secrets and rights.",
        subcommands: [
            Create.self, List.self, Disable.self, Grant.self, Guard.self, ClientSecretCommand.self,
            RegistrationTokenCommand.self,
        ]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Make a client. Its id and its secret go to stdout, a line each; the secret is shown once.",
            discussion: "Example:\n  tessera client create \"Nightly export\" --scope notes:read"
        )

        @Argument(help: "A name for people.") var name: String
        @OptionGroup var rights: ClientRights
        @OptionGroup var options: DataOptions

        func run() async throws {
            let house = try await options.open()
            let clients = Clients(database: house.database)
            // Asked before the client is made, so that a mistyped scope leaves nothing half-done.
            try await rights.check(in: APIs(database: house.database))
            let (client, secret) = try await clients.create(name: name, at: Clock.now())
            let held = try await rights.grant(to: client.id, in: clients)
            if options.json {
                Terminal.result(
                    json: JSONWriter.object { json in
                        json.member("client_id", client.id)
                        json.member("client_secret", secret)
                        json.member("scopes", held)
                    }
                )
            } else {
                Terminal.result(client.id)
                Terminal.result(secret)
                let scopes = held.isEmpty ? "none" : held.joined(separator: " ")
                Terminal.note("Created \(client.name) · scopes: \(scopes). The secret can't be shown again.")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the clients, their rights, and the fingerprints of their secrets.")

        @OptionGroup var options: DataOptions

        func run() async throws {
            for listed in try await Clients(database: options.open().database).all(at: Clock.now()) {
                if options.json {
                    Terminal.result(json: ClientCommand.json(listed))
                } else {
                    let state = listed.client.disabledAt == nil ? "enabled" : "disabled"
                    let rights = listed.rights.map { "\($0.api) \($0.scopes.joined(separator: " "))" }
                    let secrets = listed.secrets.map(\.fingerprint).joined(separator: " ")
                    Terminal.result(
                        "\(listed.client.id)\t\(listed.client.name)\t\(state)\t"
                            + "\(rights.joined(separator: ", "))\t\(secrets)")
                }
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shut a client out and take back every token that it got.")

        @Argument(help: "The id of the client.") var id: String
        @OptionGroup var options: DataOptions

        func run() async throws {
            let count = try await Clients(database: options.open().database).disable(id, at: Clock.now())
            if options.json { Terminal.result(json: RevocationAnswer.json(count, isDryRun: false)) }
            Terminal.note(
                "Disabled \(id); \(count.blocks) blocks of \(count.indexes) tokens at most are taken back.")
        }
    }

    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a client scopes of an API, beside those that it has.")

        @Argument(help: "The id of the client.") var id: String
        @OptionGroup var rights: ClientRights
        @OptionGroup var options: DataOptions

        func run() async throws {
            guard !rights.areEmpty else {
                throw Failure(.usage, "say which scopes to give: --scope NAME, or --all-scopes")
            }
            let held = try await rights.grant(to: id, in: Clients(database: options.open().database))
            if options.json {
                Terminal.result(
                    json: JSONWriter.object { json in
                        json.member("client_id", id)
                        json.member("scopes", held)
                    }
                )
            }
            Terminal.note("\(id) holds: \(held.joined(separator: " "))")
        }
    }

    struct Guard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a client guard an API: it may introspect that API's tokens and report their use.")

        @Argument(help: "The id of the client.") var id: String
        @Option(help: "The API. (default: the default API)") var api: String?
        @Flag(help: "No longer.") var off = false
        @OptionGroup var options: DataOptions

        func run() async throws {
            let clients = Clients(database: try await options.open().database)
            let guarded = try await clients.setGuard(id, of: api, to: !off)
            if options.json {
                Terminal.result(
                    json: JSONWriter.object { json in
                        json.member("client_id", id)
                        json.member("guards", guarded)
                    }
                )
            }
            Terminal.note("\(id) guards: \(guarded.isEmpty ? "nothing" : guarded.joined(separator: " "))")
        }
    }

    private static func json(_ listed: ListedClient) -> [UInt8] {
        JSONWriter.object { json in
            json.member("client_id", listed.client.id)
            json.member("name", listed.client.name)
            json.member("disabled", listed.client.disabledAt != nil)
            json.member("created_at", Timestamp.text(listed.client.createdAt))
            json.array("rights", listed.rights) { json, right in
                json.member("audience", right.api)
                json.member("scopes", right.scopes)
            }
            json.member("guards", listed.guards)
            json.array("secrets", listed.secrets) { json, secret in
                json.member("fingerprint", secret.fingerprint)
                json.member("created_at", Timestamp.text(secret.createdAt))
                if let end = secret.expiresAt { json.member("expires_at", Timestamp.text(end)) }
            }
        }
    }
}

/// The scopes that a client is to hold.
struct ClientRights: ParsableArguments {
    @Option(help: "The API whose scopes are given. (default: the default API)") var api: String?
    @Option(help: "A scope that the client holds; may be repeated.") var scope: [String] = []
    @Flag(help: "Give all scopes of the API.") var allScopes = false

    var areEmpty: Bool { scope.isEmpty && !allScopes }

    func check(in apis: APIs) async throws {
        if !areEmpty { try await apis.check(allScopes ? [] : scope, of: api) }
    }

    /// What the client holds at the API then; nothing is given where nothing was said.
    func grant(to id: String, in clients: Clients) async throws -> [String] {
        areEmpty ? [] : try await clients.grant(allScopes ? nil : scope, of: api, to: id)
    }
}
