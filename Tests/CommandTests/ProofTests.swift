// Clients that prove themselves at a real server: keys, proofs of possession, pushed requests, and a document's URL as id.

import Foundation
import JOSE
import Testing

@Suite struct ProofTests {
    @Test func aClientOfKeysSignsInByAPushedRequestWithBoundTokens() async throws {
        try await Scratch.with { scratch in
            let home = ["XDG_CONFIG_HOME": scratch.path + "/config"]
            let run = { (arguments: [String]) in try Command.run(arguments, environment: home) }
            for name in ["client", "proof"] {
                let made = try run(["jwk", "new", "--algorithm", "ES256", "--output", "\(scratch.path)/\(name).jwk"])
                #expect(made.status == 0, "\(made.error)")
            }
            let set = try run(["jwk", "set", scratch.path + "/client.jwk"])
            try set.output.write(toFile: scratch.path + "/jwks.json", atomically: true, encoding: .utf8)
            let options = ["--require-par", "--dpop-nonce"]
            try await RunningServer.with(data: scratch.data, options: options) { server in
                let create = [
                    "client", "create", "Agent", "--kind", "native", "--id", "agent", "--redirect-uri",
                    "http://127.0.0.1/callback", "--jwks", scratch.path + "/jwks.json", "--key-bound",
                    "--grant-type", "authorization_code", "--grant-type", "refresh_token", "--grant-type",
                    "client_credentials", "--scope", "notes:read", "--data", scratch.data,
                ]
                let made = try run(create)
                #expect(made.status == 0, "\(made.error)")
                let keys = ["--client-key", scratch.path + "/client.jwk"]
                let bound = keys + ["--dpop", scratch.path + "/proof.jwk"]
                let api = server.issuer + "/dev/api"
                let browser = try ScriptedBrowser(in: scratch, as: server.username, password: server.password)
                let login = ["login", server.issuer, "--client-id", "agent", "--resource", api]
                let scopes = ["--scope", "openid", "--scope", "offline_access", "--scope", "notes:read"]
                let signedIn = try await browser.visiting(login + scopes + bound, environment: home)
                #expect(signedIn.status == 0, "\(signedIn.error)")
                #expect(!signedIn.error.contains("did not bind"))
                let token = try run(["get-token", "--json"] + keys)
                #expect(try JSONDocument.object(parsing: Array(token.output.utf8))["token_type"]?.string == "DPoP")
                let me = try run(["request", "GET", api + "/me"] + keys)
                #expect(me.status == 0 && me.output.contains(#""client_id":"agent""#), "\(me.error)\(me.output)")
                let own = ["get-token", server.issuer, "--client-credentials", "--client-id", "agent", "--scope", "notes:read"]
                let machine = try run(own + bound)
                #expect(machine.status == 0, "\(machine.error)")
                // Without the client's key nothing is given.
                #expect(try run(["get-token", "--min-ttl", "30d"]).status == 4)
                let out = try run(["logout"] + keys)
                #expect(out.status == 0 && out.error.contains("Signed out"), "\(out.error)")
            }
        }
    }

    @Test func anAgentIsKnownByTheURLOfItsDocument() async throws {
        try await Scratch.with { scratch in
            try await ScriptedServer.with(ServerFlaws()) { origin in
                let options = ["--client-documents", "loopback"]
                try await RunningServer.with(data: scratch.data, options: options) { server in
                    let browser = try ScriptedBrowser(in: scratch, as: server.username, password: server.password)
                    let check = ["mcp", "check", server.issuer + "/dev/api/me", "--client-id", origin + "/client.json"]
                    let run = try await browser.visiting(check + ["--scope", "notes:read"], environment: [:])
                    #expect(run.status == 0, "\(run.error)\n\(run.output)")
                    for step in ["client", "token", "audience", "call"] {
                        #expect(run.output.contains("✓ \(step)"), "\(run.output)")
                    }
                    #expect(run.output.contains("the document at \(origin)/client.json"), "\(run.output)")
                }
            }
        }
    }

    @Test func theSecretOfTheEnvironmentGoesToNobodyThatAnMCPServerNames() async throws {
        try await Scratch.with { scratch in
            try await ScriptedServer.with(ServerFlaws()) { origin in
                let browser = try ScriptedBrowser(in: scratch)
                let check = ["mcp", "check", origin + "/mcp", "--client-id", "agent"]
                let run = try await browser.visiting(check, environment: ["TESSERA_CLIENT_SECRET": "s3cret"])
                #expect(run.status == 0, "\(run.error)\n\(run.output)")
                let told = try await ScriptedServer.ask(origin, "/credentials")
                #expect(!told.contains("s3cret") && !told.contains("Basic"), "\(told)")
            }
        }
    }
}
