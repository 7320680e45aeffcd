// The story from outside: a real process issues a token, a real verifier checks it, and it is taken back.

import Foundation
import JOSE
import Testing

@Suite struct StoryTests {
    @Test func aTokenIsIssuedCarriedCheckedAndTakenBack() async throws {
        try await Scratch.with { scratch in
            try await RunningServer.with(data: scratch.data) { server in
                let api = server.issuer + "/dev/api"
                let named = try await server.token(#"{"name":"ci","scopes":["notes:read"]}"#)
                let other = try await server.token(#"{"name":"other","scopes":["notes:write"]}"#)
                let me = try await server.send("GET", "/dev/api/me", authorization: "Bearer \(named.token)")
                #expect(me.status == 200)

                let verify = ["jwt", "verify", "--issuer", server.issuer, "--audience", api, "--json"]
                let valid = try Command.run(verify, input: named.token + "\n")
                #expect(valid.status == 0, "\(valid.error)")
                #expect(try JSONDocument.object(parsing: Array(valid.output.utf8))["valid"]?.bool == true)
                #expect(try Command.run(verify, input: Self.tampered(named.token)).status == 12)
                let elsewhere = [
                    "jwt", "verify", "--issuer", server.issuer, "--audience", "https://else.example",
                ]
                let refused = try Command.run(elsewhere, input: named.token)
                #expect(refused.status == 10)
                #expect(refused.output.contains("✗ audience"))

                let notes = try await server.send(
                    "GET", "/dev/api/notes", authorization: "Bearer \(other.token)")
                #expect(notes.status == 403)
                #expect(String(decoding: notes.body, as: UTF8.self).contains("notes:read"))

                // Taken back by the command, while the server runs: another process, the same list within a second.
                let revoke = ["token", "revoke", named.id, "--data", scratch.data, "--json"]
                #expect(try Command.run(revoke).status == 0)
                #expect(try await Eventually.holds { try Command.run(verify, input: named.token).status == 10 })
                let revoked = try Command.run(verify, input: named.token)
                #expect(revoked.status == 10)
                #expect(revoked.output.contains("\"code\":\"revoked\""))
                #expect(try Command.run(verify, input: other.token).status == 0)
            }
            let gone = ["jwt", "verify", "--issuer", "http://127.0.0.1:9", "--audience", "a"]
            let token = try SigningKey.generate(.es256).signToken(type: .accessToken) {
                $0.member("iss", "x")
            }
            #expect(try Command.run(gone, input: token).status == 7)
        }
    }

    @Test func anAdministratorMakesAToken() async throws {
        try await Scratch.with { scratch in
            let data = ["--data", scratch.data]
            let api = [
                "api", "create", "https://api.example", "--scope", "notes:read=Read your notes", "--json",
            ]
            #expect(try Command.run(api + data).status == 0)
            let create = ["user", "create", "Ana", "--all-scopes", "--json"]
            let user = try Command.run(create + data, environment: ["TESSERA_PASSWORD": "correct horse"])
            #expect(user.status == 0, "\(user.error)")
            #expect(try JSONDocument.object(parsing: Array(user.output.utf8))["username"]?.string == "ana")
            let make = ["token", "create", "--user", "ana", "--name", "ci", "--expires", "90d", "--issuer"]
            let made = try Command.run(make + ["https://a.example"] + data)
            #expect(made.status == 0, "\(made.error)")
            #expect(made.output.split(separator: "\n").count == 1)
            #expect(!made.error.contains(made.output.prefix(40)))
            let decoded = try Command.run(["jwt", "decode", "--json"], input: made.output)
            #expect(decoded.status == 0)
            #expect(decoded.output.contains("\"verified\":false"))
            let shown = try Command.run(["jwt", "decode", "-"], input: made.output)
            #expect(shown.output.hasPrefix("NOT VERIFIED"))
            let list = try Command.run(["token", "list", "--user", "ana", "--json"] + data)
            #expect(list.output.contains("\"name\":\"ci\""))
            #expect(!list.output.contains("eyJ"))
            let keys = try Command.run(["key", "list", "--json"] + data)
            #expect(keys.output.contains("\"alg\":\"ES256\""))
            #expect(try Command.run(["user", "disable", "ana"] + data).status == 0)
            #expect(try Command.run(["token", "list", "--user", "ana"] + data).output.isEmpty)
        }
    }

    @Test(arguments: [
        ["--help"], ["help"], ["--version"], ["version"], ["version", "--json"], ["serve", "--help"],
    ])
    func helpAndVersionsAreResults(_ arguments: [String]) throws {
        let run = try Command.run(arguments)
        #expect(run.status == 0)
        #expect(!run.output.isEmpty)
        #expect(run.error.isEmpty)
    }

    /// The token with one character of its payload changed.
    private static func tampered(_ token: String) -> String {
        var bytes = Array(token.utf8)
        guard let dot = bytes.firstIndex(of: UInt8(ascii: ".")) else { return token }
        let place = dot + 10
        bytes[place] = bytes[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        return String(decoding: bytes, as: UTF8.self)
    }
}
