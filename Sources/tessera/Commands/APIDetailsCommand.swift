// tessera api details: the types of authorization details that an API understands (RFC 9396).

internal import ArgumentParser
internal import Authority
internal import Records

struct APIDetailsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "details",
        abstract:
            "Declare a type of authorization details (RFC 9396) that an API understands, or take one away.",
        subcommands: [Add.self, Remove.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Add a type with the sentence that people are asked to agree to, or replace the one of its name.",
            discussion: """
                The sentence names members in braces. A request may have the members that are declared here and no others; a ? \
                behind a name makes it optional. Kinds: string, number, boolean, list (of strings); string and list may say \
                their values.

                Example:
                  tessera api details add https://bank.example payment_initiation \\
                    --sentence "pay {amount.value} {amount.currency} to {creditorName}" \\
                    --member amount.value=string --member "amount.currency=string(EUR|USD)" \\
                    --member creditorName=string --member "note?=string"
                """
        )

        @Argument(help: "The identifier of the API.") var identifier: String
        @Argument(help: "The type: a word of the API's documentation, or a URI.") var type: String
        @Option(help: "What consent says; members stand in braces.") var sentence: String
        @Option(help: "A member, as NAME=KIND or NAME?=KIND; may be repeated.") var member: [String] = []
        @OptionGroup var options: DataOptions

        func run() async throws {
            let members = member.map { text -> (name: String, kind: String) in
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
                    String.init)
                return (parts[0], parts.count > 1 ? parts[1] : "")
            }
            let type = try DetailType(type: type, sentence: sentence, members: members)
            let api = try await APIs(database: options.open().database).addDetailType(type, to: identifier)
            try APIDetailsCommand.tell(api, options)
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Take a type away: no request may ask for it, and tokens made from now on carry none of it.")

        @Argument(help: "The identifier of the API.") var identifier: String
        @Argument(help: "The type.") var type: String
        @OptionGroup var options: DataOptions

        func run() async throws {
            let api = try await APIs(database: options.open().database).removeDetailType(
                type, from: identifier)
            try APIDetailsCommand.tell(api, options)
        }
    }

    private static func tell(_ api: API, _ options: DataOptions) throws {
        if options.json { Terminal.result(json: try APIAnswer.json(api)) }
        let types = try DetailType.list(of: api).map(\.type)
        Terminal.note("\(api.identifier) understands: \(types.joined(separator: " "))".escapedForTerminal)
    }
}
