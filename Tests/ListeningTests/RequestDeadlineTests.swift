// A request that trickles in: its connection ends, and one that comes whole is answered.

import Listening
import Support
import Testing

@Suite("Request deadlines")
struct RequestDeadlineTests {
    static let begun = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nab"

    private func read(_ text: String, request: Duration) async throws -> String {
        var limits = TestListener.patient
        limits.request = request
        return try await TestListener.run(.plain(limits: limits)) { port in
            String(decoding: try await PlainPeer.readToEnd(port: port, sending: text), as: UTF8.self)
        }
    }

    @Test("a body that does not come to its end ends the connection", .timeLimit(.minutes(10)))
    func slow() async throws {
        // Whether it was answered by then or not: the connection would wait an hour for the rest of the body.
        let read = try await read(Self.begun, request: .milliseconds(300))
        #expect(read.isEmpty || read.hasSuffix("none"))
    }

    @Test("a whole request is answered, however short the time is")
    func whole() async throws {
        let text = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        #expect(try await read(text, request: .milliseconds(300)).hasSuffix("none"))
    }

    @Test("there is room for some, and an end to it") func most() {
        #expect((64...16_384).contains(ConnectionLimits.most))
    }
}
