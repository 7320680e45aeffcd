// tessera jwt explain: what each part of a token means, and what would be refused about it.

internal import ArgumentParser
internal import AuthorityServer
internal import JOSE

struct ExplainToken: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Say what each part of a token means, and what would be refused about it as an access token.",
        discussion: """
            It verifies nothing, and so it works on any token.

            Example:
              pbpaste | tessera jwt explain -
            """
    )

    @Argument(help: "- for stdin, @FILE, or the token.") var token: String = "-"
    @Option(help: "The moment to look at it from. (default: now)") var at: String?
    @Flag(help: "Print JSON.") var json = false

    /// A parameter or a claim with its row of the glossary.
    private struct Row {
        let name: String
        let value: String
        let term: TokenGlossary.Term?

        /// Its value, what it means and where that is written.
        var line: String {
            let meaning = term.map { "\($0.meaning) (\($0.section))" } ?? "not registered; its issuer knows"
            return "  " + TokenLines.line(name, value) + "\n" + String(repeating: " ", count: 14) + meaning
        }

        func write(to json: inout JSONWriter) {
            json.member("name", name)
            json.member("value", value)
            if let term {
                json.member("meaning", term.meaning)
                json.member("section", term.section)
            }
        }
    }

    func run() throws {
        let now = try at.map { try Moment.seconds($0) } ?? Clock.now()
        let input = try TokenInput.read(token)
        let text = try TokenText(parsing: input)
        let header = (text.header.members ?? []).map { name, value in
            Row(name: name.escapedForTerminal, value: value.shown, term: TokenGlossary.parameter(name))
        }
        let claims = (text.claims?.members ?? []).map { name, value in
            Row(
                name: name.escapedForTerminal, value: TokenLines.shown(name, value, at: now),
                term: TokenGlossary.claim(name))
        }
        let findings = TokenFindings.all(of: text, text: input, at: now)
        if json {
            Terminal.result(
                json: JSONWriter.object { json in
                    json.member("verified", false)
                    json.array("header", header) { $1.write(to: &$0) }
                    json.array("claims", claims) { $1.write(to: &$0) }
                    json.array("refused", findings.filter(\.isRefusal), ExplainToken.write)
                    json.array("remarks", findings.filter { !$0.isRefusal }, ExplainToken.write)
                }
            )
            return
        }
        Terminal.result("NOT VERIFIED — this only explains what the token says.")
        section("Header", header.map(\.line))
        section(
            text.isEncrypted
                ? "Encrypted: the claims are not shown, only the recipient's key opens them" : "Claims",
            claims.map(\.line))
        let refusals = findings.filter(\.isRefusal).map { "  ✗ \($0.says) (\($0.section))" }
        let rest = "  nothing by itself; key, signature, issuer and audience are for: tessera jwt verify"
        section("Refused as an access token", refusals.isEmpty ? [rest] : refusals)
        let remarks = findings.filter { !$0.isRefusal }
        if !remarks.isEmpty { section("Remarks", remarks.map { "  ! \($0.says) (\($0.section))" }) }
    }

    private func section(_ title: String, _ lines: [String]) {
        Terminal.result("")
        Terminal.result(title)
        for line in lines { Terminal.result(line) }
    }

    private static func write(_ json: inout JSONWriter, _ finding: TokenFinding) {
        json.member("code", finding.code)
        json.member("says", finding.says)
        json.member("section", finding.section)
    }
}
