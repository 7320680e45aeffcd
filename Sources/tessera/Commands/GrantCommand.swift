// tessera grant: what people allow clients, on the local data.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import JOSE

struct GrantCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant",
        abstract: "List what people allow clients, and take it back.",
        subcommands: [List.self, Revoke.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the grants of an account, or those to a client.",
            discussion: "Example:\n  tessera grant list --account ana"
        )

        @Option(help: "The username of an account.") var account: String?
        @Option(help: "The id of a client.") var client: String?
        @OptionGroup var options: DataOptions

        func validate() throws {
            guard account != nil || client != nil else {
                throw ValidationError("say whose grants: --account NAME or --client ID")
            }
        }

        func run() async throws {
            let database = try await options.open().database
            let consents = Consents(database: database)
            var grants: [ListedGrant]
            if let account {
                let owner = try await Accounts(database: database).find(Username(account))
                grants = try await consents.live(of: owner)
                if let client { grants = grants.filter { $0.clientID.hasBytes(of: client) } }
            } else {
                grants = try await consents.live(to: client ?? "")
            }
            for grant in grants {
                if options.json {
                    Terminal.result(json: List.json(grant))
                } else {
                    let scopes = grant.scopes.map(\.scope).joined(separator: " ")
                    Terminal.result(
                        "\(grant.id)\t\(grant.username)\t\(grant.clientID)\t\(grant.client)\t\(scopes)\t"
                            + "used \(Timestamp.text(grant.usedAt))")
                }
            }
        }

        private static func json(_ grant: ListedGrant) -> [UInt8] {
            JSONWriter.object { json in
                json.member("id", grant.id)
                json.member("username", grant.username)
                json.member("client_id", grant.clientID)
                json.member("client_name", grant.client)
                json.member("created_at", Timestamp.text(grant.createdAt))
                json.member("last_used_at", Timestamp.text(grant.usedAt))
                json.array("scopes", grant.scopes) { json, scope in
                    if !scope.api.isEmpty { json.member("audience", scope.api) }
                    json.member("scope", scope.scope)
                    json.member("sentence", scope.sentence)
                }
                DetailAnswer.write(grant.details, to: &json)
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a grant back: every token of it dies, and the client must ask anew.")

        @Argument(help: "The id, as grant list shows it.") var id: String
        @OptionGroup var options: DataOptions

        func run() async throws {
            try await Consents(database: options.open().database).takeBack(id, of: nil, at: Clock.now())
            if options.json {
                Terminal.result(
                    json: JSONWriter.object { json in
                        json.member("id", id)
                        json.member("revoked", true)
                    }
                )
            }
            Terminal.note("Took back \(id); verifiers that listen hear of it within a second.")
        }
    }
}
