// tessera jwk check: what a key, or each key of a set, is fit for.

internal import ArgumentParser
internal import JOSE

struct CheckKeys: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say what a key or each key of a set is fit for.",
        discussion: """
            Each key is loaded as if it were used, so that a private key whose halves do not belong together is found. \
            Exit code 12 when one is unfit.

            Example:
              tessera jwk check jwks.json
            """
    )

    @Argument(help: "A file with a JSON Web Key, a key set or PEM; - for stdin.") var file: String = "-"
    @Flag(help: "Print JSON, one object a key.") var json = false

    func run() throws {
        let reports = try reports()
        for report in reports {
            if json {
                Terminal.result(json: JSONWriter.object(report.write))
            } else {
                Terminal.result(report.line)
            }
        }
        try refuseDuplicates(reports)
        if reports.contains(where: { $0.fault != nil }) { throw ExitCode(Failure.Code.signature.rawValue) }
    }

    private func reports() throws -> [KeyReport] {
        switch try KeyFile.read(file) {
        case .one(let key): return [KeyReport(key, index: nil)]
        case .set(let members):
            return members.enumerated().map { index, member in
                do throws(JOSEError) {
                    return KeyReport(try JWK(parsing: Array(member.text.utf8)), index: index + 1)
                } catch {
                    return KeyReport(unreadable: error, index: index + 1, keyID: member["kid"]?.string)
                }
            }
        }
    }

    /// A set in which a kid names two keys is refused as a whole.
    private func refuseDuplicates(_ reports: [KeyReport]) throws {
        var seen: [String] = []
        for name in reports.compactMap(\.keyID) {
            if seen.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
                throw KeyFile.failure(file, .key(.duplicateID(name.escapedForTerminal)))
            }
            seen.append(name)
        }
    }
}
