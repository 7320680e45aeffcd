// Clients by the command: made, given rights and secrets, used at a running server, and shut out.

import Foundation
import JOSE
import Testing

@Suite struct ClientCommandTests {
    @Test func aClientGetsTokensUntilItIsDisabled() async throws {
        try await Scratch.with { scratch in
            try await RunningServer.with(data: scratch.data) { server in
                let data = ["--data", scratch.data]
                let made = try Command.run(["client", "create", "Nightly export", "--scope", "notes:read"] + data)
                #expect(made.status == 0, "\(made.error)")
                let lines = made.output.split(separator: "\n").map(String.init)
                #expect(lines.count == 2)
                let (id, secret) = (lines[0], lines[1])
                #expect(id.hasPrefix("cli_") && secret.hasPrefix("tessera_cs_"))
                #expect(!made.error.contains(secret))

                let token = try await server.clientToken(id, secret)
                let verify = ["jwt", "verify", "--issuer", server.issuer, "--audience", server.issuer + "/dev/api", "-"]
                #expect(try Command.run(verify, input: token).status == 0)
                let notes = try await server.send("GET", "/dev/api/notes", authorization: "Bearer \(token)")
                #expect(notes.status == 200)

                let rehearsed = try Command.run(["revoke", "--client", id, "--dry-run", "--json"] + data)
                let count = #""sessions":0,"tokens":0,"authorizations":0,"blocks":1,"indexes":8,"beyond":0,"exchanged":0}"#
                #expect(rehearsed.output == #"{"dry_run":true,\#(count)"# + "\n")
                #expect(try Command.run(verify, input: token).status == 0)
                let disabled = try Command.run(["client", "disable", id, "--json"] + data)
                #expect(disabled.output == #"{"dry_run":false,\#(count)"# + "\n")
                #expect(try await Eventually.holds { try Command.run(verify, input: token).status == 10 })
                // That it gets no other is asked without URLSession, which waits for ever where it is challenged for Basic.
            }
        }
    }

    @Test func secretsAreAddedAndEndedAndRightsAreGiven() async throws {
        try await Scratch.with { scratch in
            let data = ["--data", scratch.data]
            let api = ["api", "create", "https://api.example", "--scope", "notes:read=Read", "--scope", "notes:write=Write"]
            #expect(try Command.run(api + data).status == 0)
            let made = try Command.run(["client", "create", "One", "--json"] + data)
            let object = try JSONDocument.object(parsing: Array(made.output.utf8))
            let id = try #require(object["client_id"]?.string)
            #expect(object["client_secret"]?.string?.hasPrefix("tessera_cs_") == true)

            let added = try Command.run(["client", "secret", "add", id, "--expires", "90d"] + data)
            #expect(added.output.hasPrefix("tessera_cs_") && added.output.split(separator: "\n").count == 1)
            let granted = try Command.run(["client", "grant", id, "--all-scopes", "--json"] + data)
            #expect(granted.output.contains(#""scopes":["notes:read","notes:write"]"#))
            let guarded = try Command.run(["client", "guard", id, "--json"] + data)
            #expect(guarded.output.contains(#""guards":["https://api.example"]"#))

            let listed = try Command.run(["client", "list", "--json"] + data)
            #expect(!listed.output.contains("tessera_cs_"))
            let client = try JSONDocument.object(parsing: Array(listed.output.utf8))
            let secrets = try #require(client["secrets"]?.elements)
            #expect(secrets.count == 2)
            // Both were made in one second, so either may stand first.
            #expect(secrets.count(where: { $0["expires_at"]?.string != nil }) == 1)
            let fingerprint = try #require(secrets[0]["fingerprint"]?.string)
            // A fingerprint may begin with a hyphen: it is an argument all the same.
            let expire = ["client", "secret", "expire"] + data + ["--", id, fingerprint]
            #expect(try Command.run(expire).status == 0)
            #expect(try Command.run(expire).status == 3)
            let left = try Command.run(["client", "list", "--json"] + data).output
            #expect(try JSONDocument.object(parsing: Array(left.utf8))["secrets"]?.elements?.count == 1)
        }
    }

    @Test(
        arguments: [
            (["client", "create", ""], 1), (["client", "create", "x", "--scope", "none"], 1),
            (["client", "create", "x", "--api", "urn:none", "--all-scopes"], 1), (["client", "disable", "cli_none"], 3),
            (["client", "secret", "add", "cli_none"], 3), (["client", "grant", "cli_none", "--all-scopes"], 3),
            (["client", "grant", "cli_none"], 64), (["client", "guard", "cli_none"], 3), (["revoke"], 1),
            (["revoke", "--account", "nobody"], 3), (["revoke", "--client", "cli_none"], 3), (["revoke", "--scope", "none"], 1),
            (["revoke", "--before", "yesterday"], 64), (["revoke", "--jti", "1"], 1), (["user", "admin", "nobody"], 3),
            (["client", "secret", "add", "cli_none", "--expires", "soon"], 64),
        ] as [([String], Int32)])
    func whatIsWrongHasItsExitCode(arguments: [String], status: Int32) async throws {
        try await Scratch.with { scratch in
            let data = ["--data", scratch.data]
            #expect(try Command.run(["api", "create", "https://api.example", "--scope", "a=A"] + data).status == 0)
            let run = try Command.run(arguments + data)
            #expect(run.status == status, "\(run.error)")
            #expect(run.output.isEmpty)
        }
    }

    @Test func anAdministratorIsNamedAndNoLonger() async throws {
        try await Scratch.with { scratch in
            let data = ["--data", scratch.data]
            let password = ["TESSERA_PASSWORD": "correct horse"]
            #expect(try Command.run(["user", "create", "ana"] + data, environment: password).status == 0)
            for (more, isAdministrator) in [([], true), (["--off"], false)] as [([String], Bool)] {
                #expect(try Command.run(["user", "admin", "ana"] + more + data).status == 0)
                let listed = try Command.run(["user", "list", "--json"] + data).output
                #expect(listed.contains("\"administrator\":\(isAdministrator)"))
            }
        }
    }
}

extension RunningServer {
    /// A token of a client.
    fileprivate func clientToken(_ id: String, _ secret: String) async throws -> String {
        let credentials = Data("\(id):\(secret)".utf8).base64EncodedString()
        let answer = try await send(
            "POST", "/oauth/token", authorization: "Basic \(credentials)", form: "grant_type=client_credentials")
        return try JSONDocument.object(parsing: answer.body)["access_token"]?.string ?? ""
    }
}
