// tessera jwk set: the public halves of some keys, as an issuer publishes them (RFC 7517 §5).

internal import ArgumentParser
internal import JOSE

struct GatherKeys: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Print a key set with the public halves of some keys.",
        discussion: """
            A key without a kid gets its thumbprint.

            Example:
              tessera jwk set one.jwk two.pem > jwks.json
            """
    )

    @Argument(help: "Files with JSON Web Keys or PEM.") var files: [String]

    func run() throws {
        var members: [JSONValue] = []
        var names: [String] = []
        for file in files {
            let key = try KeyFile.key(file)
            do {
                let shown = try key.publicHalf().labelled(keyID: key.keyID ?? key.thumbprint)
                let name = shown.keyID ?? ""
                guard !names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else {
                    throw JOSEError.key(.duplicateID(name.escapedForTerminal))
                }
                names.append(name)
                members.append(try JSONDocument.object(parsing: shown.publicJSON))
            } catch let error as JOSEError {
                throw KeyFile.failure(file, error)
            }
        }
        Terminal.result(
            json: JSONWriter.object { json in
                json.array("keys", members) { json, key in
                    for (name, value) in key.members ?? [] { json.member(name, value) }
                }
            }
        )
    }
}
