// tessera discover: what an issuer says of itself, and what is wrong with it.

internal import ArgumentParser
internal import JOSE
internal import OAuth

struct DiscoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discover",
        abstract: "Read an issuer's metadata at each well-known place, and say what is wrong.",
        discussion: """
            Any authorization server will do. It fails when something is wrong that clients stumble over.

            Example:
              tessera discover https://auth.example.com
            """
    )

    @Argument(help: "The issuer, exactly as its tokens name it.") var issuer: String
    @OptionGroup var options: WireOptions

    func run() async throws {
        let issuer = try ServerDocument.issuer(issuer)
        let tries = await MetadataTry.all(of: issuer, by: options.wire)
        var report = StepReport()
        let document = MetadataChecks.places(tries, of: issuer, to: &report)
        if let document { await MetadataChecks.all(document, to: &report, by: options.wire) }
        if options.json {
            Terminal.result(
                json: JSONWriter.object { json in
                    json.member("issuer", issuer.value)
                    report.write(to: &json)
                    if let document { json.member("metadata", document.object) }
                }
            )
        } else {
            for line in report.lines { Terminal.result(line) }
        }
        guard report.isGood else {
            let isSilent = tries.allSatisfy { if case .fault = $0.found { true } else { false } }
            throw ExitCode(isSilent ? Failure.Code.unreachable.rawValue : Failure.Code.general.rawValue)
        }
    }
}
