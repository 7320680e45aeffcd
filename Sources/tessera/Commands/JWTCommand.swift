// tessera jwt: reading a token, which proves nothing, verifying one, which does, and signing one.

internal import ArgumentParser

struct JWTCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jwt",
        abstract: "Read, verify, sign and explain tokens.",
        subcommands: [DecodeToken.self, VerifyToken.self, SignToken.self, ExplainToken.self]
    )
}
