// tessera key: the signing keys, by their public halves, and their rotation.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import JOSE

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "List and rotate the signing keys.",
        subcommands: [List.self, Rotate.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the signing keys; private halves are never shown.")

        @OptionGroup var options: DataOptions

        func run() async throws {
            for key in try await SigningKeys.listed(options.open().database, at: Clock.now()) {
                if options.json {
                    Terminal.result(json: JSONWriter.object { KeyAnswer.write(key, to: &$0) })
                } else {
                    Terminal.result(
                        "\(key.kid)\t\(key.algorithm)\t\(key.phase.rawValue)\tsigns from \(Timestamp.text(key.signsFrom))"
                            + (key.signsTo.map { " to \(Timestamp.text($0))" } ?? ""))
                }
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Announce a new signing key, or in an emergency replace all keys at once.",
            discussion: """
                The new key is published at once and signs later, so that every verifier has it by then. The old one stays \
                published until its last token has expired.

                With --emergency the new key signs at once and all others are withdrawn: every token that they signed is \
                dead at verifiers that listen, and at the others when they fetch the keys again. Ask with --dry-run first.

                Examples:
                  tessera key rotate
                  tessera key rotate --emergency --dry-run
                """
        )

        @Flag(help: "The keys are in the hands of somebody else: withdraw them now.") var emergency = false
        @Flag(help: "Only say what would happen.") var dryRun = false
        @Option(help: "What the new key signs with. (default: the same as now)") var algorithm: String?
        @Option(
            name: .customLong("in"),
            help: "When the new key signs: 90s, 15m, 12h or 30d from now. (default: 24h)")
        var delay: String?
        @OptionGroup var options: DataOptions

        func validate() throws {
            guard !emergency || delay == nil else {
                throw ValidationError("in an emergency the new key signs at once; leave --in out")
            }
        }

        func run() async throws {
            let now = Clock.now()
            var rotation = KeyRotation()
            rotation.isEmergency = emergency
            rotation.isDryRun = dryRun
            if let delay { rotation.delay = try TimeSpan.seconds(delay) }
            if let algorithm {
                guard let known = SignatureAlgorithm(name: algorithm) else {
                    throw Failure(.usage, "\(algorithm) is no signing algorithm of Tessera")
                }
                rotation.algorithm = known
            }
            let keys = try await options.open().keys(.es256, at: now)
            let done = try await keys.rotate(rotation, at: now)
            if options.json {
                Terminal.result(json: KeyAnswer.json(done, isDryRun: dryRun))
            } else if let kid = done.keyID {
                Terminal.result(kid)
            }
            let verb = dryRun ? "Would announce" : "Announced"
            Terminal.note(
                emergency
                    ? "\(dryRun ? "Would withdraw" : "Withdrew") \(done.withdrawn.count) keys; "
                        + "\(done.namedTokens) named tokens die with them, and every login token."
                    : "\(verb) a key for \(done.algorithm.name); it signs from \(Timestamp.text(done.activeAt))."
            )
        }
    }
}
