// Signing in by the command at a real server, with a person at a browser; then calling its API until it is taken back.

import Foundation
import JOSE
import Testing

@Suite struct LoginTests {
    @Test func aPersonSignsInCallsAndIsRefusedAfterwards() async throws {
        try await Scratch.with { scratch in
            try await RunningServer.with(data: scratch.data) { server in
                let home = ["XDG_CONFIG_HOME": scratch.path + "/config"]
                let run = { (arguments: [String], input: String) in
                    try Command.run(arguments, input: input, environment: home)
                }
                let create = ["client", "create", "CLI", "--kind", "native", "--id", "notes-cli"]
                let made = try run(
                    create + ["--redirect-uri", "http://127.0.0.1/callback", "--data", scratch.data], "")
                #expect(made.status == 0, "\(made.error)")
                let browser = try ScriptedBrowser(in: scratch, as: server.username, password: server.password)
                let api = server.issuer + "/dev/api"

                let nobody = try run(["request", "GET", api + "/me"], "")
                #expect(nobody.status == 4)
                #expect(nobody.error.contains("tessera login \(server.issuer)"), "\(nobody.error)")

                let login = ["login", server.issuer, "--client-id", "notes-cli", "--resource", api]
                let scopes = ["--scope", "openid", "--scope", "offline_access", "--scope", "notes:read"]
                let signedIn = try await browser.visiting(login + scopes, environment: home)
                #expect(signedIn.status == 0, "\(signedIn.error)")
                #expect(signedIn.output.isEmpty)
                #expect(signedIn.error.contains("Signed in as usr_"), "\(signedIn.error)")
                let file = scratch.path + "/config/tessera/logins.json"
                let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
                #expect(mode == 0o600)

                let first = try run(["get-token"], "")
                #expect(first.status == 0, "\(first.error)")
                let verify = ["jwt", "verify", "--issuer", server.issuer, "--audience", api, "-"]
                #expect(try run(verify, first.output).status == 0)
                #expect(try run(["get-token", server.issuer], "").output == first.output)
                let renewed = try run(["get-token", "--min-ttl", "30d"], "")
                #expect(renewed.status == 0, "\(renewed.error)")
                #expect(renewed.output != first.output)

                let me = try run(["request", "GET", api + "/me"], "")
                #expect(me.status == 0, "\(me.error)")
                #expect(me.output.contains(#""client_id":"notes-cli""#))
                let refused = try run(["request", "GET", api + "/tasks"], "")
                #expect(refused.status == 5)
                #expect(refused.error.contains("tasks:read"), "\(refused.error)")
                #expect(try run(["request", "GET", api + "/me", "--token-file", "-"], "nonsense\n").status == 4)

                try await introspects(renewed.output, at: server, scratch, run)

                let check = ["mcp", "check", api + "/me", "--client-id", "notes-cli", "--scope", "notes:read"]
                let checked = try await browser.visiting(check, environment: home)
                #expect(checked.status == 0, "\(checked.error)\n\(checked.output)")
                #expect(checked.output.contains("✓ audience") && checked.output.contains("✓ call"), "\(checked.output)")

                let listed = try run(["grant", "list", "--account", "dev", "--json", "--data", scratch.data], "")
                let grant = try JSONDocument.object(parsing: Array(listed.output.utf8))
                #expect(grant["client_id"]?.string == "notes-cli")
                let sessions = try run(["session", "list", "--account", "dev", "--data", scratch.data], "")
                #expect(sessions.output.contains("browser"))
                #expect(try run(["session", "end", "--account", "dev", "--data", scratch.data], "").status == 0)
                #expect(try run(["session", "list", "--account", "dev", "--data", scratch.data], "").output.isEmpty)
                // A grant with offline_access outlives its session.
                #expect(try run(["request", "GET", api + "/me"], "").status == 0)
                let revoke = ["grant", "revoke", grant["id"]?.string ?? "", "--data", scratch.data]
                #expect(try run(revoke, "").status == 0)
                #expect(try await Eventually.holds { try run(["request", "GET", api + "/me"], "").status == 4 })
                #expect(try run(["get-token", "--min-ttl", "30d"], "").status == 4)
                // What is left of it is remembered: another client of that id must not be taken for it.
                let remove = ["client", "remove", "notes-cli", "--data", scratch.data]
                #expect(try run(remove, "").error.contains("disable it first"))
                #expect(try run(["client", "disable", "notes-cli", "--data", scratch.data], "").status == 0)
                #expect(try run(remove, "").error.contains("remove it later"))
                #expect(try run(["logout"], "").status == 0)
                #expect(try run(["logout"], "").status == 3)
            }
        }
    }

    private func introspects(
        _ token: String,
        at server: RunningServer,
        _ scratch: Scratch,
        _ run: ([String], String) throws -> Command
    ) async throws {
        let grants = ["client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"]
        let made = try run(
            ["client", "create", "Guard", "--scope", "notes:read", "--data", scratch.data]
                + grants.flatMap { ["--grant-type", $0] }, "")
        let lines = made.output.split(separator: "\n").map(String.init)
        let (id, secret) = (lines.first ?? "", scratch.path + "/secret")
        try (lines.last ?? "").write(toFile: secret, atomically: true, encoding: .utf8)
        #expect(try run(["client", "guard", id, "--data", scratch.data], "").status == 0)
        let proof = ["--client-id", id, "--client-secret-file", secret]
        let introspect = ["introspect", "--issuer", server.issuer] + proof
        let active = try run(introspect, token)
        #expect(active.status == 0, "\(active.error)")
        #expect(active.output.contains(#""active":true"#))
        let other = try run(introspect, "nonsense")
        #expect(other.status == 10 && other.output.contains(#""active":false"#))
        let own = try run(["get-token", server.issuer, "--client-credentials", "--scope", "notes:read"] + proof, "")
        #expect(own.status == 0, "\(own.error)")
        #expect(try run(introspect, own.output).status == 0)
        let less = try run(["get-token", server.issuer, "--exchange", "-", "--scope", "notes:read"] + proof, token)
        #expect(less.status == 0, "\(less.error)")
        let exchanged = try run(introspect, less.output)
        #expect(exchanged.status == 0 && exchanged.output.contains(#""act":{"sub":"\#(id)"}"#), "\(exchanged.output)")
        try "wrong".write(toFile: secret, atomically: true, encoding: .utf8)
        #expect(try run(introspect, token).status == 4)
        let discovered = try run(["discover", server.issuer, "--json"], "")
        #expect(discovered.status == 0, "\(discovered.output)")
    }
}
