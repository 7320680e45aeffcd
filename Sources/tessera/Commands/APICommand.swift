// tessera api: the APIs that tokens are issued for.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import JOSE
internal import Records

struct APICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api",
        abstract: "Register and list the APIs that tokens are issued for.",
        subcommands: [Create.self, List.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register an API. The first one is the default API.",
            discussion: """
                Example:
                  tessera api create https://api.example.com --scope "notes:read=Read your notes"
                """
        )

        @Argument(help: "The identifier: the aud of its tokens, an absolute URI.") var identifier: String
        @Option(help: "A name for people. (default: the identifier)") var name: String?
        @Option(help: "A scope with its sentence, as NAME=SENTENCE; may be repeated.") var scope: [String] =
            []
        @OptionGroup var options: DataOptions

        func run() async throws {
            let scopes = scope.map { text in
                let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                return APIScope(
                    scope: parts.first ?? "", sentence: parts.count > 1 ? parts[1] : parts.first ?? "")
            }
            let api = try await APIs(database: options.open().database).create(
                identifier: identifier,
                name: name ?? identifier,
                scopes: scopes,
                at: Clock.now()
            )
            if options.json {
                Terminal.result(json: APICommand.json(api))
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
                    Terminal.result(json: APICommand.json(api))
                } else {
                    let scopes = api.scopes.map(\.scope).joined(separator: " ")
                    Terminal.result("\(api.identifier)\t\(api.name)\t\(scopes)")
                }
            }
        }
    }

    private static func json(_ api: API) -> [UInt8] {
        JSONWriter.object { json in
            json.member("identifier", api.identifier)
            json.member("name", api.name)
            json.member("default", api.defaultAt != nil)
            json.array("scopes", api.scopes) { json, scope in
                json.member("scope", scope.scope)
                json.member("sentence", scope.sentence)
            }
        }
    }
}
