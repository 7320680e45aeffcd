// tessera key: the signing keys, by their public halves.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import JOSE
internal import Records

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "List the signing keys.",
        subcommands: [List.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the signing keys; private halves are never shown.")

        @OptionGroup var options: DataOptions

        func run() async throws {
            for key in try await SigningKeys.list(options.open().database) {
                if options.json {
                    Terminal.result(
                        json: JSONWriter.object { json in
                            json.member("kid", key.kid)
                            json.member("alg", key.algorithm)
                            json.member("created_at", Timestamp.text(key.createdAt))
                            json.member("active", key.retiredAt == nil)
                        }
                    )
                } else {
                    let state = key.retiredAt == nil ? "active" : "retired"
                    Terminal.result(
                        "\(key.kid)\t\(key.algorithm)\t\(state)\t\(Timestamp.text(key.createdAt))")
                }
            }
        }
    }
}
