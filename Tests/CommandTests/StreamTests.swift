// The stream of changes from outside: a real process, real sockets, and the command beside the server.

import Foundation
import JOSE
import Testing

@Suite("The stream from outside", .timeLimit(.minutes(8)))
struct StreamTests {
    @Test("a revocation by the server is heard with its answer, one by the command within a second")
    func heard() async throws {
        try await Scratch.with { scratch in
            try await RunningServer.with(data: scratch.data) { server in
                let tokens = [try await server.token(#"{"name":"one"}"#), try await server.token(#"{"name":"two"}"#)]
                let client = try StreamClient(server.issuer)
                #expect(client.hears("id: 0\ndata: {\"version\":0}\n\n"))
                #expect(client.received.contains("retry: 1000\n\n"))
                let answer = try await server.send(
                    "DELETE", "/api/tokens/\(tokens[0].id)", authorization: server.basic)
                #expect(answer.status == 204)
                #expect(client.hears("id: 1\ndata: {\"uri\":\"\(server.issuer)/status/"))

                let revoke = ["token", "revoke", tokens[1].id, "--data", scratch.data]
                #expect(try Command.run(revoke).status == 0)
                #expect(client.hears("id: 2\n"))

                let later = try StreamClient(server.issuer, fields: "Last-Event-ID: 1\r\n")
                #expect(later.hears("id: 2\n"))
                #expect(later.received.contains("id: 1\ndata: {\"version\":1}\n\n"))
            }
        }
    }

    @Test("a key that the command rotates is told, published, and in an emergency the only one")
    func rotated() async throws {
        try await Scratch.with { scratch in
            try await RunningServer.with(data: scratch.data) { server in
                let token = try await server.token(#"{"name":"one"}"#)
                let client = try StreamClient(server.issuer)
                #expect(client.hears("\"version\":0"))
                let rotate = ["key", "rotate", "--data", scratch.data, "--json"]
                let announced = try Command.run(rotate)
                #expect(announced.status == 0, "\(announced.error)")
                #expect(client.hears("\"keys\":true"))
                // The one that signs tokens, its successor, and that of ID tokens.
                #expect(try await keys(of: server).count == 3)
                #expect(try Command.run(rotate).status == 6)

                let emergency = rotate + ["--emergency"]
                let dry = try Command.run(emergency + ["--dry-run"])
                let counted = try JSONDocument.object(parsing: Array(dry.output.utf8))
                #expect(counted["named_tokens"]?.integer == 1)
                #expect(counted["withdrawn"]?.elements?.count == 3)
                let done = try Command.run(emergency)
                let kid = try JSONDocument.object(parsing: Array(done.output.utf8))["kid"]?.string
                #expect(
                    try await Eventually.holds {
                        let keys = try await keys(of: server)
                        return keys.contains(kid) && keys.count <= 2
                    })
                let list = try Command.run(["key", "list", "--data", scratch.data])
                // Two of them may be of one second, and then stand in any order.
                let states = list.output.split(separator: "\n").map { $0.split(separator: "\t")[2] }.sorted()
                #expect(states.filter { $0 == "withdrawn" }.count == 3)
                let me = try await server.send("GET", "/dev/api/me", authorization: "Bearer \(token.token)")
                #expect(me.status == 200 || me.status == 401)
                let new = try await server.token()
                let again = try await server.send("GET", "/dev/api/me", authorization: "Bearer \(new.token)")
                #expect(again.status == 200)
            }
        }
    }

    private func keys(of server: RunningServer) async throws -> [String?] {
        let body = try await server.send("GET", "/.well-known/jwks.json").body
        return try JSONDocument.object(parsing: body)["keys"]?.elements?.map { $0["kid"]?.string } ?? []
    }

    @Test("the eleventh connection of an address is told to poll; another address may listen; a place that is left is free")
    func seats() async throws {
        try await Scratch.with { scratch in
            try await RunningServer.with(data: scratch.data) { server in
                var clients = try (0..<10).map { _ in try StreamClient(server.issuer) }
                for client in clients { #expect(client.hears("\"version\":0")) }
                let eleventh = try StreamClient(server.issuer)
                #expect(eleventh.hears("503 Service Unavailable"))
                #expect(eleventh.received.contains("Retry-After: 30"))
                #expect(try StreamClient(server.issuer, from: 2).hears("\"version\":0"))

                clients.removeLast()
                #expect(
                    try await Eventually.holds {
                        try StreamClient(server.issuer).hears("\"version\":0", within: 1)
                    })
            }
        }
    }

    @Test("the heart beats in development every five seconds, and a second request on the connection breaks nothing")
    func heartbeat() async throws {
        try await Scratch.with { scratch in
            try await RunningServer.with(data: scratch.data) { server in
                let client = try StreamClient(server.issuer)
                #expect(client.hears("\"version\":0"))
                let beat = "id: 0\ndata: {\"version\":0}\n\n"
                let start = Date()
                while client.received.ranges(of: beat).count < 2, Date() < start + 8 {
                    _ = client.hears("never", within: 0.2)
                }
                #expect(client.received.ranges(of: beat).count == 2)
                client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try await server.send("GET", "/healthz").status == 200)
            }
        }
    }

    @Test("fifty open streams, some of which read nothing, do not keep the server from ending")
    func shutdown() async throws {
        try await Scratch.with { scratch in
            try await RunningServer.with(data: scratch.data) { server in
                let clients = try (0..<50).map { try StreamClient(server.issuer, from: UInt8(1 + $0 / 10)) }
                for client in clients { #expect(client.hears("\"version\":0")) }
                let start = Date()
                server.process.terminate()
                server.process.waitUntilExit()
                let seconds = -start.timeIntervalSinceNow
                #expect(server.process.terminationStatus == 0)
                #expect(seconds < 30, "\(seconds) s")
                print("shutdown with 50 streams: \(seconds) s")
                for client in clients { #expect(client.ends(within: 20)) }
            }
        }
    }
}
