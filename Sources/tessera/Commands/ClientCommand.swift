// tessera client: programs that get tokens in their own name, on the local data.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import JOSE
internal import OAuth
internal import Records

struct ClientCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client",
        abstract: "Register programs that get tokens: their redirect URIs, secrets and rights.",
        subcommands: [
            Create.self, List.self, ShowClient.self, SetClient.self, ClientRedirectCommand.self,
            ClientSecretCommand.self, RegistrationTokenCommand.self,
            Grant.self, Withdraw.self, Guard.self, Disable.self, EnableClient.self, RemoveClient.self,
        ]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Make a client. Its id and its secret go to stdout, a line each; the secret is shown once.",
            discussion: """
                Kinds: service asks in its own name; web is a site whose server keeps a secret; browser is a page without a \
                server; native is an app or a command line; device has no browser of its own. The last three keep no secret.

                Examples:
                  tessera client create "Nightly export" --scope notes:read
                  tessera client create Notes --kind web --redirect-uri https://notes.example.com/callback
                  tessera client create "Notes CLI" --kind native --id notes-cli --redirect-uri http://127.0.0.1/callback
                """,
            aliases: ["add"]
        )

        @Argument(help: "A name for people.") var name: String
        @Option(help: "service, web, browser, native or device.") var kind: ClientKind = .service
        @Option(help: "Its id. (default: one that is drawn)") var id: String?
        @Option(help: "Where people are sent back to; may be repeated.") var redirectUri: [String] = []
        @OptionGroup var metadata: ClientMetadataOptions
        @OptionGroup var rights: ClientRights
        @OptionGroup var options: DataOptions

        func run() async throws {
            var wanted = kind.metadata
            (wanted.name, wanted.redirectURIs) = (name, redirectUri)
            metadata.change(&wanted, keys: try metadata.keys())
            let house = try await options.open()
            let (clients, apis) = (Clients(database: house.database), APIs(database: house.database))
            // Asked before the client is made, so that a mistyped name leaves nothing half-done.
            try await rights.check(in: apis)
            if let api = wanted.defaultAPI { try await apis.check([], of: api) }
            let made = try await clients.register(
                ClientRegistration(id: id, metadata: wanted), at: Clock.now())
            let held = try await rights.grant(to: made.client.id, in: clients)
            if options.json {
                Terminal.result(
                    json: JSONWriter.object { json in
                        json.member("client_id", made.client.id)
                        if let secret = made.secret { json.member("client_secret", secret) }
                        json.member("scopes", held)
                    }
                )
            } else {
                Terminal.result(made.client.id)
                if let secret = made.secret { Terminal.result(secret) }
                let scopes = held.isEmpty ? "none" : held.joined(separator: " ")
                let rest = made.secret == nil ? "It keeps no secret." : "The secret can't be shown again."
                Terminal.note("Created \(made.client.name) · scopes of its own: \(scopes). \(rest)")
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
                    Terminal.result(json: try ClientAnswer.json(listed))
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

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take scopes of an API away from a client, and its own tokens for that API with them.")

        @Argument(help: "The id of the client.") var id: String
        @OptionGroup var rights: ClientRights
        @OptionGroup var options: DataOptions

        func run() async throws {
            guard !rights.areEmpty else {
                throw Failure(.usage, "say which scopes to take away: --scope NAME, or --all-scopes")
            }
            let clients = Clients(database: try await options.open().database)
            let held = try await clients.withdraw(
                rights.allScopes ? nil : rights.scope, of: rights.api, from: id, at: Clock.now())
            if options.json {
                Terminal.result(
                    json: JSONWriter.object { json in
                        json.member("client_id", id)
                        json.member("scopes", held)
                    }
                )
            }
            Terminal.note("\(id) holds: \(held.isEmpty ? "nothing there" : held.joined(separator: " "))")
        }
    }

    struct Guard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Let a client guard an API: it may introspect that API's tokens, report their use and, if it is registered for that, exchange them."
        )

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
