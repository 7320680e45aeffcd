// Named tokens by the command: an opaque one, described, rolled once with an overlap, and listed.

import JOSE
import OAuth
import Testing

@Suite struct TokenTests {
    @Test func anOpaqueTokenIsRolled() async throws {
        try await Scratch.with { scratch in
            let data = ["--data", scratch.data]
            let api = ["api", "create", "https://api.example", "--scope", "notes:read=Read your notes"]
            #expect(try Command.run(api + data).status == 0)
            let user = ["user", "create", "ana", "--all-scopes"]
            #expect(try Command.run(user + data, environment: ["TESSERA_PASSWORD": "correct horse"]).status == 0)
            let issuer = ["--issuer", "https://a.example"]
            let create = [
                "token", "create", "--user", "ana", "--name", "ci", "--opaque", "--description", "for the build",
                "--json",
            ]
            let made = try Command.run(create + issuer + data)
            #expect(made.status == 0, "\(made.error)")
            let json = try JSONDocument.object(parsing: Array(made.output.utf8))
            let (token, id) = (try #require(json["token"]?.string), try #require(json["id"]?.string))
            #expect(OpaqueToken(token) != nil)

            let roll = ["token", "roll", id, "--overlap", "24h"]
            let rolled = try Command.run(roll + issuer + data)
            #expect(rolled.status == 0, "\(rolled.error)")
            let next = rolled.output.prefix { $0 != "\n" }
            #expect(OpaqueToken(String(next)) != nil && next != token[...])
            #expect(rolled.error.contains("Rolled \(id) to tok_") && rolled.error.contains("ends at"))
            #expect(!rolled.error.contains("tessera_pat_"))
            #expect(try Command.run(roll + issuer + data).status != 0)
            let odd = try Command.run(["token", "roll", id, "--overlap", "2h"] + issuer + data)
            #expect(odd.status != 0 && odd.error.contains("0, 3600, 86400, 604800"))

            let lines = try Command.run(["token", "list", "--user", "ana"] + data).output.split(separator: "\n")
            #expect(lines.count == 2)
            let old = try #require(lines.first { $0.hasPrefix(id) })
            #expect(old.contains("\topaque\t") && old.contains(", followed by tok_"))
            #expect(lines.allSatisfy { $0.hasSuffix("\tfor the build") })
        }
    }

    @Test(arguments: [["--longest-token", "366d"], ["--longest-token", "0d"], ["--longest-token", "soon"]])
    func aPolicyThatIsNone(_ option: [String]) throws {
        let run = try Command.run(["serve", "--issuer", "https://a.example"] + option)
        #expect(run.status != 0)
        #expect(run.error.contains(option[1]))
    }
}
