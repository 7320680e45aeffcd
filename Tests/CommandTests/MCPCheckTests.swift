// tessera mcp check and discover against servers of which one thing is wrong: that step is named, and no other.

import JOSE
import Testing

@Suite struct MCPCheckTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let flaws: ServerFlaws
        /// The step that fails; `nil` where all is right.
        let step: String?

        init(_ name: String, _ step: String?, _ change: (inout ServerFlaws) -> Void = { _ in }) {
            var flaws = ServerFlaws()
            change(&flaws)
            (testDescription, self.flaws, self.step) = (name, flaws, step)
        }
    }

    @Test(
        arguments: [
            Row("all is right", nil),
            Row("the challenge names no metadata, which is found all the same", nil) { $0.namesMetadata = false },
            Row("the metadata is of another resource", "resource") { $0.resource = "/other" },
            Row("the API lets everybody in", "no token") { $0.isOpen = true },
            Row("no S256", "PKCE") { $0.methods = [] },
            Row("plain alone", "PKCE") { $0.methods = ["plain"] },
            Row("another issuer", "metadata") { $0.issuer = "http://127.0.0.1:1" },
            Row("the token is for another API", "audience") { $0.audience = "account" },
            Row("the answer is of another issuer", "token") { $0.answeringIssuer = "https://evil.example" },
        ])
    func aWrongStepIsNamed(_ row: Row) async throws {
        try await Scratch.with { scratch in
            try await ScriptedServer.with(row.flaws) { origin in
                let browser = try ScriptedBrowser(in: scratch)
                let check = ["mcp", "check", origin + "/mcp", "--client-id", "agent", "--json"]
                let reachesSignIn = row.step.map { ["audience", "token"].contains($0) } ?? true
                let run =
                    reachesSignIn
                    ? try await browser.visiting(check, environment: [:]) : try await Command.apart(check + ["--browser", "none"])
                #expect(run.status == (row.step == nil ? 0 : 1), "\(run.error)\n\(run.output)")
                let report = try JSONDocument.object(parsing: Array(run.output.utf8))
                let steps = report["steps"]?.elements ?? []
                let failed = steps.filter { $0["verdict"]?.string == "failed" }
                #expect(Set(failed.compactMap { $0["step"]?.string }) == Set([row.step].compactMap { $0 }), "\(run.output)")
                #expect(failed.allSatisfy { $0["fix"]?.string != nil })
                if row.step == nil { #expect(steps.last?["step"]?.string == "call") }
            }
        }
    }

    @Test func discoverySaysWhatIsWrong() async throws {
        try await ScriptedServer.with(ServerFlaws()) { origin in
            // No key set is served, and the other form of the metadata is not there.
            let good = try await Command.apart(["discover", origin])
            #expect(good.status == 0, "\(good.output)")
            #expect(good.output.contains("! keys") && good.output.contains("! metadata"))
        }
        var flaws = ServerFlaws()
        flaws.methods = []
        try await ScriptedServer.with(flaws) { origin in
            let run = try await Command.apart(["discover", origin])
            #expect(run.status == 1)
            #expect(run.output.contains("✗ PKCE") && run.output.contains("→ offer S256"))
        }
        #expect(try await Command.apart(["discover", "http://127.0.0.1:9"]).status == 7)
        #expect(try await Command.apart(["discover", "http://a.example"]).status == 64)
        #expect(try await Command.apart(["mcp", "check", "http://127.0.0.1:9/mcp"]).status == 1)
    }
}
