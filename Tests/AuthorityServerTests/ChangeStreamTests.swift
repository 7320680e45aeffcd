// The stream of changes: what is written, who may listen, and that it is only read.

import Authority
import HTTPTypes
import NIOCore
import OAuth
import Records
import SQL
import Support
import Testing

@testable import AuthorityServer

@Suite("The stream of changes", .timeLimit(.minutes(8)))
struct ChangeStreamTests {
    /// Listens until the body has done its work, and returns all that was written.
    private func listen(
        _ server: TestServer,
        _ fields: [HTTPField] = [],
        _ body: () async throws -> Void = {}
    ) async throws -> TestAnswer {
        let feed = server.house.authority.feed
        let before = feed.listeners
        async let answer = server.send(.get, "/status/changes", fields)
        await Patience.until { feed.listeners > before }
        try await body()
        feed.endAll()
        return try await answer
    }

    private let list = #""uri":"https://auth.example.com/status/1""#

    @Test("the version, a revocation, and the headers that a stream needs")
    func revocation() async throws {
        try await TestServer.run { server async throws in
            let login = try await server.house.login()
            let answer = try await listen(server) {
                try await server.house.authority.tokens.takeBack(login.id, of: server.house.ana, at: server.now)
            }
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == "text/event-stream")
            #expect(answer.header("Cache-Control") == "no-store")
            #expect(answer.header("X-Accel-Buffering") == "no")
            #expect(answer.header("Content-Length") == nil)
            let events = "id: 0\ndata: {\"version\":0}\n\nid: 1\ndata: {\(list),\"idx\":0,\"count\":1}\n\n"
            #expect(answer.text == "retry: 1000\n\n" + events)
        }
    }

    @Test("a listener who comes back hears what was missed", arguments: ["0", "1", "2", "7", "x"])
    func resume(id: String) async throws {
        try await TestServer.run { server async throws in
            for _ in 0..<2 {
                let login = try await server.house.login()
                try await server.house.authority.tokens.takeBack(login.id, of: server.house.ana, at: server.now)
            }
            let answer = try await listen(server, [.field("Last-Event-ID", id)])
            let changes = (0..<2).map { "id: \($0 + 1)\ndata: {\(list),\"idx\":\($0),\"count\":1}\n\n" }
            let version = "id: \(id)\ndata: {\"version\":\(id)}\n\n"
            let expected = [
                "0": version + changes[0] + changes[1], "1": version + changes[1], "2": version,
            ]
            #expect(answer.text == "retry: 1000\n\n" + (expected[id] ?? "id: 2\ndata: {\"resync\":true}\n\n"))
        }
    }

    @Test("two versions at once say nothing")
    func twoVersions() async throws {
        try await TestServer.run { server async throws in
            let fields: [HTTPField] = [.field("Last-Event-ID", "0"), .field("Last-Event-ID", "0")]
            let answer = try await listen(server, fields)
            #expect(answer.text == "retry: 1000\n\nid: 0\ndata: {\"resync\":true}\n\n")
        }
    }

    @Test("more than a thousand changes at once are told list by list")
    func batch() async throws {
        try await TestServer.run { server async throws in
            _ = try await server.house.login()
            let answer = try await listen(server) {
                try await server.house.database.write { db in
                    let handles = (0..<1_001).map { StatusHandle(list: 1, index: $0) }
                    try StatusChanges.append(handles: handles, at: TestAuthority.now, in: db)
                }
                await server.house.authority.feed.wake()
            }
            let events = "id: 0\ndata: {\(list),\"resync\":true}\n\nid: 1001\ndata: {\"version\":1001}\n\n"
            #expect(answer.text.hasSuffix(events))
        }
    }

    @Test("every event has its text")
    func texts() throws {
        let text = EventText(issuer: try Issuer("https://auth.example.com"))
        let rows: [(ChangeEvent, String)] = [
            (ChangeEvent(3, .version), #"{"version":3}"#),
            (ChangeEvent(3, .revoked(list: 1, index: 5, count: 8)), #"{\#(list),"idx":5,"count":8}"#),
            (ChangeEvent(3, .resync(list: 1)), #"{\#(list),"resync":true}"#),
            (ChangeEvent(3, .resyncAll), #"{"resync":true}"#), (ChangeEvent(3, .keys), #"{"keys":true}"#),
        ]
        for (event, json) in rows {
            #expect(String(buffer: text.text([event])) == "id: 3\ndata: \(json)\n\n")
        }
        #expect(text.text(rows.map(\.0)).readableBytes == rows.reduce(0) { $0 + $1.1.utf8.count + 14 })
    }

    @Test("ten may listen from one address; the eleventh is told to poll, until one has gone")
    func perAddress() async throws {
        try await TestServer.run { server async throws in
            let feed = server.house.authority.feed
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<10 { group.addTask { try await server.send(.get, "/status/changes").status } }
                await Patience.until { feed.listeners == 10 }
                let answer = try await server.send(.get, "/status/changes")
                #expect(answer.status == 503)
                #expect(answer.code == "temporarily_unavailable")
                #expect(answer.header("Retry-After") == "30")
                #expect(feed.listeners == 10)
                feed.endAll()
                for try await status in group { #expect(status == 200) }
            }
            #expect(try await listen(server).status == 200)
        }
    }

    @Test("places: some from each address, and a bounded number in all")
    func seats() throws {
        let seats = StreamSeats(perAddress: 2, inAll: 3)
        let isFull = { (address: String) in
            do {
                _ = try seats.take(for: address)
                return false
            } catch let refusal as OAuthRefusal {
                return refusal.code == .temporarilyUnavailable
            } catch {
                return false
            }
        }
        let first = try seats.take(for: "a")
        do {
            let second = try seats.take(for: "a")
            #expect(isFull("a"))
            let third = try seats.take(for: "b")
            #expect(isFull("b") && isFull("c"))
            withExtendedLifetime((second, third)) {}
        }
        #expect(!isFull("a") && !isFull("b"))
        withExtendedLifetime(first) {}
    }

    @Test("when the database can't be read nobody begins to listen")
    func brokenDatabase() async throws {
        try await TestServer.run { server async throws in
            try server.house.breakDatabase()
            let answer = try await server.send(.get, "/status/changes")
            #expect(answer.status == 503)
            #expect(answer.code == "temporarily_unavailable")
            #expect(server.house.authority.feed.listeners == 0)
        }
    }

    @Test("HEAD tells the headers and takes no place; other methods are refused")
    func methods() async throws {
        try await TestServer.run { server async throws in
            for _ in 0..<12 {
                let head = try await server.send(.head, "/status/changes")
                #expect(head.status == 200)
                #expect(head.header("Content-Type") == "text/event-stream")
                #expect(head.body.isEmpty)
            }
            for method in [HTTPRequest.Method.post, .put, .patch, .delete, .options] {
                let answer = try await server.send(method, "/status/changes")
                #expect(answer.status == 405)
                #expect(answer.header("Allow") == "GET, HEAD")
                #expect(answer.code == "method_not_allowed")
            }
        }
    }
}
