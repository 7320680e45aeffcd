// tessera jwt: reading a token, which proves nothing, and verifying one, which does.

internal import ArgumentParser
internal import AuthorityServer
internal import JOSE
internal import OAuth
internal import TokenVerifier

struct JWTCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jwt",
        abstract: "Read and verify tokens.",
        subcommands: [Decode.self, Verify.self]
    )

    /// Where a token comes from: `-` for stdin, `@file`, or the argument itself.
    static func token(_ argument: String) throws -> String {
        let text: String
        if argument == "-" {
            text = try Secrets.read("-")
        } else if argument.hasPrefix("@") {
            text = try Secrets.read(String(argument.dropFirst()))
        } else {
            Terminal.note(
                "tessera: warning: others on this machine can see arguments; pipe a token that still lives "
                    + "to -"
            )
            text = argument
        }
        return text.trimmedOfSpace
    }

    struct Decode: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a token says, without verifying it.",
            discussion: "Example:\n  pbpaste | tessera jwt decode -"
        )

        @Argument(help: "- for stdin, @FILE, or the token.") var token: String = "-"
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let unverified = try UnverifiedToken(parsing: JWTCommand.token(token))
            let claims = try unverified.unverifiedClaims()
            if json {
                Terminal.result(
                    json: JSONWriter.object { json in
                        json.member("verified", false)
                        json.member("header", unverified.header.parameters)
                        json.member("claims", claims.object)
                    }
                )
                return
            }
            Terminal.result(
                "NOT VERIFIED: this only shows what the token says. To check it: tessera jwt verify")
            Terminal.result("")
            TokenLines.print(unverified.header.parameters, claims.object, at: Clock.now())
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Verify a token with its issuer's published keys and status list.",
            discussion: """
                Example:
                  tessera jwt verify --issuer https://auth.example.com --audience https://api.example.com - < token

                Exit codes: 0 valid, 10 claims or revoked, 11 expired or not yet valid, 12 signature or key, \
                13 malformed, 7 issuer unreachable.
                """
        )

        @Option(help: "The issuer that is trusted.") var issuer: String
        @Option(help: "The API that the token must be for.") var audience: String
        @Argument(help: "- for stdin, @FILE, or the token.") var token: String = "-"
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let text = try JWTCommand.token(token)
            let verifier: TokenVerifier
            do {
                verifier = try TokenVerifier(issuer: issuer, audience: audience)
            } catch {
                throw Failure(.usage, error.sentence)
            }
            let now = Clock.now()
            let report: VerifyReport
            do {
                report = VerifyReport(verified: try await verifier.verify(text, at: now))
            } catch {
                report = VerifyReport(rejected: error)
            }
            if json {
                Terminal.result(json: report.json)
            } else {
                for line in report.lines { Terminal.result(line) }
            }
            if let rejection = report.rejection { throw ExitCode(Failure.code(of: rejection).rawValue) }
        }
    }
}

extension String {
    /// The text without the white space that pipes and editors add around a token.
    fileprivate var trimmedOfSpace: String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        let head = utf8.drop(while: isSpace)
        return String(decoding: head.reversed().drop(while: isSpace).reversed(), as: UTF8.self)
    }
}
