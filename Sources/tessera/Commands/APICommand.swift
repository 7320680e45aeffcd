// tessera api: the APIs that tokens are issued for.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import Records

struct APICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api",
        abstract: "Register the APIs that tokens are issued for: their scopes and how their tokens are made.",
        subcommands: [
            Create.self, List.self, ShowAPI.self, SetAPI.self, MakeDefaultAPI.self, APIScopeCommand.self,
            APIDetailsCommand.self,
        ]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register an API. The first one is the default API.",
            discussion: """
                Example:
                  tessera api create https://api.example.com --scope "notes:read=Read your notes"
                """,
            aliases: ["add"]
        )

        @Argument(help: "The identifier: the aud of its tokens, an absolute URI.") var identifier: String
        @Option(help: "A name for people. (default: the identifier)") var name: String?
        @Option(help: "A scope with its sentence, as NAME=SENTENCE; may be repeated.") var scope: [String] =
            []
        @OptionGroup var making: APIChangeOptions
        @OptionGroup var options: DataOptions

        func run() async throws {
            let scopes = scope.map { APIAnswer.scope($0) }
            let change = try making.change(name: nil)
            let apis = APIs(database: try await options.open().database)
            let api = try await apis.create(
                identifier: identifier, name: name ?? identifier, scopes: scopes, changed: change,
                at: Clock.now())
            if options.json {
                Terminal.result(json: try APIAnswer.json(api))
            } else {
                Terminal.result(api.identifier)
                Terminal.note("Registered \(api.name) with \(scopes.count) scopes.")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the APIs.")

        @OptionGroup var options: DataOptions

        func run() async throws {
            for api in try await APIs(database: options.open().database).all() {
                if options.json {
                    Terminal.result(json: try APIAnswer.json(api))
                } else {
                    let scopes = api.scopes.map(\.scope).joined(separator: " ")
                    Terminal.result("\(api.identifier)\t\(api.name)\t\(scopes)")
                }
            }
        }
    }
}
