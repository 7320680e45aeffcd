// Each bad input to the command: one clear sentence, the right exit code, and nothing half-done.

import Foundation
import SQL
import SQLSQLite
import Testing

@Suite struct RefusalTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let arguments: [String]
        let status: Int32
        let says: String
        var input = ""
        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let withoutData: [Row] = [
        Row(arguments: ["nonsense"], status: 64, says: "nonsense"),
        Row(arguments: ["serve", "--nonsense"], status: 64, says: "--nonsense"),
        Row(arguments: ["serve", "--data", "D"], status: 78, says: "--issuer"),
        Row(arguments: ["serve", "--dev", "--data", "D", "--listen", "8080"], status: 78, says: "HOST:PORT"),
        Row(
            arguments: ["serve", "--dev", "--data", "D", "--listen", "127.0.0.1:70000"], status: 78,
            says: "HOST:PORT"),
        Row(
            arguments: ["serve", "--dev", "--data", "D", "--listen", "0.0.0.0:0"], status: 78,
            says: "this machine"),
        Row(
            arguments: ["serve", "--issuer", "https://a.example", "--data", "D", "--listen", "0.0.0.0:0"],
            status: 78,
            says: "--behind-proxy"
        ),
        Row(arguments: ["serve", "--issuer", "http://a.example", "--data", "D"], status: 78, says: "https"),
        Row(
            arguments: ["serve", "--issuer", "https://a.example/?x", "--data", "D"], status: 78, says: "query"
        ),
        Row(
            arguments: ["serve", "--issuer", "https://a.example", "--data", "D", "--tls-certificate", "c.pem"],
            status: 78, says: "--tls-key"),
        Row(
            arguments: ["serve", "--issuer", "https://a.example", "--data", "D", "--http-redirect", "0"],
            status: 78, says: "--tls-certificate"),
        Row(
            arguments: ["serve", "--issuer", "https://a.example", "--data", "D", "--client-certificates"],
            status: 78, says: "--tls-certificate"),
        Row(
            arguments: [
                "serve", "--issuer", "https://a.example", "--data", "D", "--tls-certificate", "/no/c.pem", "--tls-key", "/no/k.pem",
            ],
            status: 78, says: "/no/c.pem"),
        Row(
            arguments: [
                "serve", "--issuer", "http://127.0.0.1", "--data", "D", "--tls-certificate", "/no/c.pem", "--tls-key", "/no/k.pem",
            ],
            status: 78, says: "https://"),
        Row(
            arguments: [
                "serve", "--issuer", "https://a.example", "--data", "D", "--tls-certificate", "/no/c.pem", "--tls-key", "/no/k.pem",
                "--client-certificates", "--behind-proxy",
            ],
            status: 78, says: "proxy"),
        Row(arguments: ["serve", "--dev", "--data", "D", "--algorithm", "none"], status: 78, says: "ES256"),
        Row(arguments: ["serve", "--dev", "--data", "D", "--algorithm", "HS256"], status: 78, says: "no public half"),
        Row(arguments: ["serve", "--dev", "--data", "/dev/null/x"], status: 78, says: "--data"),
        Row(arguments: ["user", "list", "--data", "/dev/null/x"], status: 78, says: "--data"),
        Row(arguments: ["user", "create", "Ana Maria", "--data", "D"], status: 1, says: "username"),
        Row(arguments: ["user", "create", "ana", "--data", "D"], status: 1, says: "password", input: "\n"),
        Row(arguments: ["user", "create", "ana", "--data", "D"], status: 1, says: "8", input: "short\n"),
        Row(
            arguments: ["user", "create", "ana", "--data", "D"],
            status: 1,
            says: "1024",
            input: String(repeating: "x", count: 1_025)
        ),
        Row(arguments: ["jwt", "decode"], status: 13, says: "three parts", input: "e30.e30"),
        Row(arguments: ["jwt", "decode", "@/nowhere"], status: 1, says: "/nowhere"),
        Row(
            arguments: ["jwt", "verify", "--issuer", "ftp://x", "--audience", "a"],
            status: 64,
            says: "https",
            input: "e30.e30.e30"
        ),
    ]

    @Test(arguments: withoutData)
    func isRefused(_ row: Row) async throws {
        try await Scratch.with { scratch in
            let arguments = row.arguments.map { $0 == "D" ? scratch.data : $0 }
            let run = try Command.run(arguments, input: row.input)
            #expect(run.status == row.status, "\(run.error)")
            #expect(run.error.contains(row.says), "\(run.error)")
            #expect(run.output.isEmpty)
            #expect(!run.error.contains("Fatal error"))
            if !row.input.isEmpty, row.input.count > 2 { #expect(!run.error.contains(row.input)) }
        }
    }

    static let onData: [Row] = [
        Row(arguments: ["user", "create", "ana"], status: 6, says: "exists", input: "another password\n"),
        Row(arguments: ["user", "disable", "nobody"], status: 3, says: "nobody"),
        Row(
            arguments: ["user", "password", "nobody"], status: 3, says: "nobody", input: "another password\n"),
        Row(
            arguments: ["user", "create", "ben", "--scope", "x"], status: 1, says: "x is not",
            input: "a password\n"),
        Row(arguments: ["api", "create", "https://api.example"], status: 6, says: "exists"),
        Row(arguments: ["api", "create", "no uri"], status: 1, says: "absolute URI"),
        Row(arguments: ["token", "create", "--user", "ana", "--name", "n"], status: 78, says: "--issuer"),
        Row(arguments: ["token", "revoke", "tok_none"], status: 3, says: "no such token"),
        Row(
            arguments: [
                "token", "create", "--user", "ana", "--name", "n", "--issuer", "https://a.example",
                "--expires", "soon",
            ],
            status: 64,
            says: "30d"
        ),
        Row(
            arguments: [
                "token", "create", "--user", "ana", "--name", "n", "--issuer", "https://a.example",
                "--expires", "366d",
            ],
            status: 1,
            says: "31536000"
        ),
    ]

    @Test func isRefusedOnData() async throws {
        try await Scratch.with { scratch in
            let api = [
                "api", "create", "https://api.example", "--scope", "notes:read=Read", "--data", scratch.data,
            ]
            #expect(try Command.run(api).status == 0)
            let user = ["user", "create", "ana", "--all-scopes", "--data", scratch.data]
            #expect(try Command.run(user, input: "correct horse\n").status == 0)
            for row in Self.onData {
                let run = try Command.run(row.arguments + ["--data", scratch.data], input: row.input)
                #expect(run.status == row.status, "\(row.testDescription): \(run.error)")
                #expect(run.error.contains(row.says), "\(row.testDescription): \(run.error)")
                #expect(run.output.isEmpty, "\(row.testDescription)")
            }
            // What was refused left nothing behind: ben was not made with a scope that does not exist.
            #expect(try !Command.run(["user", "list", "--data", scratch.data]).output.contains("ben"))
        }
    }

    @Test func aNewerDatabaseIsRefusedUntouched() async throws {
        try await Scratch.with { scratch in
            #expect(try Command.run(["user", "list", "--data", scratch.data]).status == 0)
            let database = try SQLiteDatabase(path: scratch.data + "/tessera.db")
            _ = try await database.write { try $0.execute("INSERT INTO schema_version VALUES ($1)", [99]) }
            try database.close()
            let run = try Command.run(["user", "list", "--data", scratch.data])
            #expect(run.status == 78)
            #expect(run.error.contains("newer"))
        }
    }

    @Test func aMasterKeyThatOthersCanReadIsRefused() async throws {
        try await Scratch.with { scratch in
            try await RunningServer.with(data: scratch.data) { _ in }
            let key = scratch.data + "/master.key"
            let serve = ["serve", "--dev", "--listen", "127.0.0.1:0", "--data", scratch.data]
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: key)
            let open = try Command.run(serve)
            #expect(open.status == 78)
            #expect(open.error.contains("chmod 600"))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
            try Data(repeating: 7, count: 32).write(to: URL(fileURLWithPath: key))
            let wrong = try Command.run(serve)
            #expect(wrong.status == 78)
            #expect(wrong.error.contains("does not open"))
            try FileManager.default.removeItem(atPath: key)
            let missing = try Command.run(serve)
            #expect(missing.status == 78)
            #expect(missing.error.contains("missing"))
            #expect(!FileManager.default.fileExists(atPath: key))
        }
    }

    @Test func aPortInUseAndAFolderOfTheOtherModeAreRefused() async throws {
        try await Scratch.with { scratch in
            try await RunningServer.with(data: scratch.data) { server in
                let port = server.issuer.split(separator: ":").last.map(String.init) ?? ""
                let other = [
                    "serve", "--dev", "--listen", "127.0.0.1:\(port)", "--data", scratch.path + "/other",
                ]
                let taken = try Command.run(other)
                #expect(taken.status == 78)
                #expect(taken.error.contains("in use"))
            }
            let serve = ["serve", "--issuer", "https://a.example", "--listen", "127.0.0.1:0"]
            let run = try Command.run(serve + ["--data", scratch.data])
            #expect(run.status == 78)
            #expect(run.error.contains("--dev"))
            #expect(try Command.run(["user", "list", "--data", scratch.path + "/production"]).status == 0)
            let reverse = [
                "serve", "--dev", "--listen", "127.0.0.1:0", "--data", scratch.path + "/production",
            ]
            #expect(try Command.run(reverse).status == 78)
        }
    }
}
