// tessera api show, set, default and scope: one API, seen and changed.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import JOSE
internal import Records

/// How the tokens of an API are made.
struct APIChangeOptions: ParsableArguments {
    @Option(help: "How long its access tokens live: 90s, 15m; 0 for what is usual.") var lifetime: String?
    @Option(help: "What signs its tokens: ES256, RS256, Ed25519; default for the issuer's own.")
    var algorithm: String?
    @Option(help: "What its tokens are: jwt or opaque.") var format: String?

    func change(name: String?) throws -> APIChange {
        var change = APIChange()
        change.name = name
        change.lifetime = try lifetime.map { $0 == "0" ? 0 : try TimeSpan.seconds($0) }
        change.algorithm = algorithm.map { $0 == "default" ? "" : $0 }
        change.format = format
        return change
    }
}

struct ShowAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an API: its scopes with their sentences, and how its tokens are made.")

    @Argument(help: "The identifier. (default: the default API)") var identifier: String?
    @OptionGroup var options: DataOptions

    func run() async throws {
        let api = try await APIs(database: options.open().database).find(identifier)
        if options.json {
            Terminal.result(json: try APIAnswer.json(api))
            return
        }
        let isDefault = api.defaultAt == nil ? "" : " · the default API"
        var rows = [("API", "\(api.identifier) · \(api.name)\(isDefault)")]
        rows.append(("lifetime", api.lifetime.map { "\($0) s" } ?? "as usual"))
        rows.append(("algorithm", api.algorithm ?? "the issuer's own"))
        rows.append(("format", api.format))
        rows += api.scopes.map { ("scope", "\($0.scope)  \($0.sentence)") }
        for type in try DetailType.list(of: api) {
            rows.append(("details", "\(type.type)  \(type.sentenceText)"))
            rows += type.declaredMembers.map { ("", "\($0.name)=\($0.kind)") }
        }
        for (name, text) in rows { Terminal.result(TokenLines.line(name, text.escapedForTerminal)) }
    }
}

struct SetAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change how the tokens of an API are made. Tokens that were made before stay as they are.",
        discussion: "Example:\n  tessera api set https://api.example.com --lifetime 10m --algorithm RS256"
    )

    @Argument(help: "The identifier.") var identifier: String
    @Option(help: "A name for people.") var name: String?
    @OptionGroup var making: APIChangeOptions
    @OptionGroup var options: DataOptions

    func run() async throws {
        let change = try making.change(name: name)
        let api = try await APIs(database: options.open().database).change(identifier, change)
        if options.json { Terminal.result(json: try APIAnswer.json(api)) }
        Terminal.note("Changed \(api.identifier).")
    }
}

struct MakeDefaultAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "default", abstract: "Make an API the one that is meant where a request names none.")

    @Argument(help: "The identifier.") var identifier: String
    @OptionGroup var options: DataOptions

    func run() async throws {
        let api = try await APIs(database: options.open().database).makeDefault(identifier, at: Clock.now())
        if options.json { Terminal.result(json: try APIAnswer.json(api)) }
        Terminal.note("\(api.identifier) is the default API now.")
    }
}

struct APIScopeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scope",
        abstract: "Add a scope to an API, or take one away.",
        subcommands: [Add.self, Remove.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Add a scope with the sentence that people are asked to agree to, or change its sentence.",
            discussion:
                "Example:\n  tessera api scope add https://api.example.com \"notes:read=Read your notes\""
        )

        @Argument(help: "The identifier of the API.") var identifier: String
        @Argument(help: "The scope with its sentence, as NAME=SENTENCE.") var scope: String
        @OptionGroup var options: DataOptions

        func run() async throws {
            let added = APIAnswer.scope(scope)
            let api = try await APIs(database: options.open().database).addScope(added, to: identifier)
            if options.json { Terminal.result(json: try APIAnswer.json(api)) }
            Terminal.note("\(api.identifier) has: \(api.scopes.map(\.scope).joined(separator: " "))")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Take a scope away from an API and all who hold it; tokens that may carry it are taken back.")

        @Argument(help: "The identifier of the API.") var identifier: String
        @Argument(help: "The scope.") var scope: String
        @OptionGroup var options: DataOptions

        func run() async throws {
            let apis = APIs(database: try await options.open().database)
            let count = try await apis.removeScope(scope, from: identifier, at: Clock.now())
            if options.json { Terminal.result(json: RevocationAnswer.json(count, isDryRun: false)) }
            Terminal.note(
                "Removed \(scope) of \(identifier); took back \(count.sessions) sessions, \(count.tokens) named tokens, "
                    + "\(count.authorizations) authorizations of apps and \(count.blocks) blocks of clients.")
        }
    }
}
