// tessera jwk: making keys, and showing, converting, gathering and checking those of files.

internal import ArgumentParser

struct JWKCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jwk",
        abstract: "Make, convert and check keys. No server is needed.",
        subcommands: [
            NewKey.self, PublicKey.self, ShowThumbprint.self, ConvertKey.self, GatherKeys.self,
            CheckKeys.self,
        ]
    )
}
