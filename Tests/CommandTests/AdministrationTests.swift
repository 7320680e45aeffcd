// Clients, APIs, grants and sessions by the command, on data that no server has open.

import JOSE
import Testing

@Suite struct AdministrationTests {
    private static func json(_ text: String) throws -> JSONValue { try JSONDocument.object(parsing: Array(text.utf8)) }

    /// Runs on data with one API, and fails where a run does not end well.
    private static func onData(_ body: (_ run: (String...) throws -> Command) throws -> Void) async throws {
        try await Scratch.with { scratch in
            let run = { (arguments: String...) in
                try Command.run(
                    arguments + ["--data", scratch.data], environment: ["TESSERA_PASSWORD": "correct horse battery"])
            }
            let api = try run("api", "create", "https://api.example", "--scope", "a=Do A", "--scope", "b=Do B")
            #expect(api.status == 0, "\(api.error)")
            try body(run)
        }
    }

    @Test(
        "a kind of client is registered with all that goes with it",
        arguments: [
            ("service", [], "client_credentials", true), ("web", ["https://x.example/cb"], "authorization_code refresh_token", true),
            ("browser", ["https://x.example/cb"], "authorization_code refresh_token", false),
            ("native", ["http://127.0.0.1/cb"], "authorization_code refresh_token", false),
            ("device", [], "urn:ietf:params:oauth:grant-type:device_code refresh_token", false),
        ] as [(String, [String], String, Bool)])
    func kinds(kind: String, redirects: [String], grants: String, hasSecret: Bool) async throws {
        try await Scratch.with { scratch in
            let create = ["client", "create", "One", "--kind", kind, "--id", "one", "--data", scratch.data]
            let made = try Command.run(create + redirects.flatMap { ["--redirect-uri", $0] })
            #expect(made.status == 0, "\(made.error)")
            #expect(made.output.split(separator: "\n").count == (hasSecret ? 2 : 1))
            let shown = try Self.json(Command.run(["client", "show", "one", "--json", "--data", scratch.data]).output)
            #expect(shown["grant_types"]?.elements?.compactMap(\.string).joined(separator: " ") == grants)
            #expect((shown["redirect_uris"]?.elements?.compactMap(\.string) ?? []) == redirects)
            #expect((shown["token_endpoint_auth_method"]?.string == "none") == !hasSecret)
            let lines = try Command.run(["client", "show", "one", "--data", scratch.data])
            #expect(lines.status == 0 && lines.output.contains("one · One · enabled"))
        }
    }

    @Test("redirect URIs are added once, taken away, and held to the rules")
    func redirects() async throws {
        try await Self.onData { run in
            #expect(
                try run("client", "add", "W", "--kind", "web", "--id", "w", "--redirect-uri", "https://w.example/a").status == 0)
            for _ in 0..<2 {
                let added = try run("client", "redirect", "add", "w", "https://w.example/b", "--json")
                #expect(added.output.contains(#""redirect_uris":["https://w.example/a","https://w.example/b"]"#))
            }
            #expect(try run("client", "redirect", "add", "w", "http://w.example/b").error.contains("https"))
            #expect(try run("client", "redirect", "add", "none", "https://w.example/b").status == 3)
            #expect(try run("client", "redirect", "remove", "w", "https://w.example/c").status == 3)
            #expect(try run("client", "redirect", "remove", "w", "https://w.example/a").status == 0)
            // A client that asks people needs one to come back to.
            #expect(try run("client", "redirect", "remove", "w", "https://w.example/b").status == 1)
        }
    }

    @Test("a client is changed by the rules of its registration")
    func changes() async throws {
        try await Self.onData { run in
            #expect(try run("client", "create", "S", "--id", "s", "--scope", "a").status == 0)
            #expect(try run("client", "set", "s", "--name", "Other", "--default-api", "https://api.example").status == 0)
            let shown = try Self.json(run("client", "show", "s", "--json").output)
            #expect(shown["name"]?.string == "Other")
            #expect(shown["default_resource"]?.string == "https://api.example")
            #expect(try run("client", "set", "s", "--default-api", "https://none.example").status == 1)
            #expect(try run("client", "set", "s", "--authentication", "none").error.contains("client_credentials"))
            #expect(try run("client", "set", "s", "--grant-type", "implicit").status == 1)
            #expect(try run("client", "set", "s", "--grant-type", "authorization_code").error.contains("redirect_uris"))
            #expect(try run("client", "withdraw", "s", "--scope", "a", "--json").output.contains(#""scopes":[]"#))
            #expect(try run("client", "disable", "s").status == 0)
            #expect(try run("client", "enable", "s").status == 0)
            #expect(try run("client", "list", "--json").output.contains(#""disabled":false"#))
            #expect(try run("client", "remove", "s").status == 0)
            #expect(try run("client", "remove", "s").status == 3)
        }
    }

    @Test("an API is changed, and its scopes with it")
    func apis() async throws {
        try await Self.onData { run in
            let set = try run(
                "api", "set", "https://api.example", "--lifetime", "2m", "--algorithm", "RS256", "--format", "opaque", "--json")
            let api = try Self.json(set.output)
            #expect(api["lifetime"]?.integer == 120)
            #expect(api["algorithm"]?.string == "RS256" && api["format"]?.string == "opaque")
            let back = try run("api", "set", "https://api.example", "--lifetime", "0", "--algorithm", "default", "--json")
            #expect(try Self.json(back.output)["lifetime"] == nil)
            #expect(try run("api", "set", "https://api.example", "--lifetime", "1s").status == 1)
            #expect(try run("api", "set", "https://api.example", "--algorithm", "HS256").status == 1)
            #expect(try run("api", "set", "https://none.example", "--lifetime", "2m").status == 1)
            #expect(try run("api", "scope", "add", "https://api.example", "c=Do C").status == 0)
            #expect(try run("api", "scope", "add", "https://api.example", "a=Do A well").status == 0)
            #expect(try run("api", "scope", "remove", "https://api.example", "b").status == 0)
            #expect(try run("api", "scope", "remove", "https://api.example", "b").status == 1)
            let shown = try run("api", "show").output
            #expect(shown.contains("Do A well") && shown.contains("Do C") && !shown.contains("Do B"))
            #expect(try run("api", "create", "https://two.example", "--lifetime", "1s").status == 1)
            #expect(try run("api", "create", "https://two.example", "--lifetime", "5m").status == 0)
            #expect(try run("api", "default", "https://two.example").status == 0)
            #expect(try run("api", "show", "--json").output.contains("https://two.example"))
        }
    }

    @Test("an API's types of authorization details are declared, shown, and taken away")
    func details() async throws {
        try await Self.onData { run in
            let added = try run(
                "api", "details", "add", "https://api.example", "pay", "--sentence", "pay {a.v} to {to}", "--member", "a.v=string",
                "--member", "to=string(x|y)", "--member", "note?=string", "--json")
            let type = try Self.json(added.output)["authorization_details_types"]?.elements?.first
            #expect(type?["members"]?.text == #"{"a.v":"string","to":"string(x|y)","note?":"string"}"#, "\(added.error)")
            let shown = try run("api", "show").output
            #expect(shown.contains("pay {a.v} to {to}") && shown.contains("note?=string"))
            let bad = try run("api", "details", "add", "https://api.example", "x", "--sentence", "{y}")
            #expect(bad.status == 1 && bad.error.contains("no member {y}"))
            #expect(try run("api", "details", "add", "https://none.example", "x", "--sentence", "x").status == 1)
            #expect(try run("api", "details", "remove", "https://api.example", "pay").status == 0)
            #expect(try run("api", "details", "remove", "https://api.example", "pay").status == 3)
            #expect(try !run("api", "show").output.contains("details"))
            let client = try run(
                "client", "create", "W", "--kind", "web", "--id", "w", "--redirect-uri", "https://w.example/a", "--details-type", "pay")
            #expect(client.status == 0)
            #expect(try run("client", "show", "w", "--json").output.contains(#""authorization_details_types":["pay"]"#))
        }
    }

    @Test(
        "what is wrong has its exit code and leaves stdout empty",
        arguments: [
            (["grant", "list"], 64), (["grant", "list", "--account", "nobody"], 3), (["grant", "list", "--client", "none"], 3),
            (["grant", "revoke", "grt_none"], 3), (["session", "list", "--account", "nobody"], 3),
            (["session", "end", "ses_none"], 3), (["session", "end"], 64), (["session", "end", "x", "--account", "y"], 64),
            (["client", "show", "none"], 3), (["client", "create", "x", "--kind", "web"], 1),
            (["client", "create", "x", "--kind", "robot"], 64), (["client", "create", "x", "--id", "usr_1"], 1),
            (["client", "withdraw", "none"], 64), (["client", "remove", "none"], 3),
        ] as [([String], Int32)])
    func refusals(arguments: [String], status: Int32) async throws {
        try await Scratch.with { scratch in
            let run = try Command.run(arguments + ["--data", scratch.data])
            #expect(run.status == status, "\(run.error)")
            #expect(run.output.isEmpty)
        }
    }
}
