// tessera jwt decode: what a token says, without verifying it.

internal import ArgumentParser
internal import AuthorityServer
internal import JOSE
internal import OAuth

struct DecodeToken: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Show what a token says, without verifying it.",
        discussion: """
            Also of algorithms that are refused here, and the header of an encrypted token.

            Example:
              pbpaste | tessera jwt decode -
            """
    )

    @Argument(help: "- for stdin, @FILE, or the token.") var token: String = "-"
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let text = try TokenText(parsing: TokenInput.read(token))
        if json {
            Terminal.result(
                json: JSONWriter.object { json in
                    json.member("verified", false)
                    if text.isEncrypted { json.member("encrypted", true) }
                    json.member("header", text.header)
                    if let claims = text.claims { json.member("claims", claims) }
                }
            )
            return
        }
        let command = "tessera jwt verify --issuer \(DecodeToken.issuer(of: text)) --audience …"
        Terminal.result("NOT VERIFIED — this only shows what the token says. To check it: \(command)")
        Terminal.result("")
        for line in TokenLines.lines(of: text, at: Clock.now()) { Terminal.result(line) }
    }

    /// The issuer, where it can stand in a command that someone copies: a stranger wrote it.
    private static func issuer(of text: TokenText) -> String {
        guard let name = text.claims?["iss"]?.string,
            name.utf8.allSatisfy({ byte in
                let isLetter = (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
                return isLetter || "-._:/".utf8.contains(byte)
            })
        else { return "URL" }
        do {
            return try Issuer(name).value
        } catch {
            return "URL"
        }
    }
}
