// Server-Sent Events as WHATWG HTML §9.2 writes them: every line ending, every piece size, and bounds.

import Testing

@testable import TokenVerifier

@Suite("Event parser")
struct EventParserTests {
    static func event(_ data: String, _ id: String? = nil) -> ServerSentEvent {
        ServerSentEvent(id: id, data: Array(data.utf8))
    }

    static let rows: [(String, [ServerSentEvent])] = [
        ("data: a\n\n", [event("a")]), ("data:a\n\n", [event("a")]), ("data:  a\n\n", [event(" a")]),
        ("id: 7\ndata: a\n\n", [event("a", "7")]), ("data: a\nid: 7\n\n", [event("a", "7")]),
        ("data: a\r\ndata: b\r\n\r\n", [event("a\nb")]), ("data: a\rdata: b\r\r", [event("a\nb")]),
        ("data: a\n\rdata: b\n\n", [event("a"), event("b")]),
        ("\u{FEFF}data: a\n\n", [event("a")]), ("\u{FEFF}\u{FEFF}data: a\n\n", []),
        ("data: a\n\n\u{FEFF}data: b\n\n", [event("a")]),
        (": hello\n\n:\n\n", []), (": hello\ndata: a\n:\n\n", [event("a")]),
        ("retry: 1000\n\n", []), ("retry: 1000\ndata: a\n\n", [event("a")]),
        ("id: 7\n\ndata: a\n\n", [event("a")]), ("id: 7\ndata: a\n\ndata: b\n\n", [event("a", "7"), event("b")]),
        ("id: 7\u{0}\ndata: a\n\n", [event("a")]), ("id\ndata: a\n\n", [event("a", "")]),
        ("data\n\n", [event("")]), ("data\ndata\n\n", [event("\n")]), ("data:\n\n", [event("")]),
        ("event: message\ndata: a\n\n", [event("a")]), ("event: other\ndata: a\n\n", []),
        ("event: other\ndata: a\n\ndata: b\n\n", [event("b")]),
        ("Data: a\n\n", []), (" data: a\n\n", []), ("data : a\n\n", []), ("data: a", []), ("data: a\n", []),
        ("", []), ("\n\n\n", []),
    ]

    @Test("what a stream says", arguments: rows)
    func reads(stream: String, events: [ServerSentEvent]) throws {
        var parser = EventParser()
        #expect(try parser.take(Array(stream.utf8)) == events)
        // The same in pieces of any size.
        for size in 1...4 {
            var parser = EventParser()
            let bytes = Array(stream.utf8)
            var found: [ServerSentEvent] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                found += try parser.take(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(found == events, "in pieces of \(size)")
        }
    }

    @Test("a line may have 64 KiB, an event as well, and no byte more")
    func bounds() throws {
        let longest = [UInt8](repeating: 0x61, count: EventParser.maximumLength)
        var parser = EventParser()
        #expect(try parser.take(longest).isEmpty)
        #expect(throws: EventFault.lineTooLong) { try parser.take([0x61]) }
        var events = EventParser()
        let line = Array("data: ".utf8) + longest[..<32_000] + [0x0A]
        #expect(try events.take(line + line).isEmpty)
        #expect(throws: EventFault.eventTooLong) { try events.take(line) }
        // What was dispatched counts no more.
        var others = EventParser()
        for _ in 0..<5 { #expect(try others.take(line + line + [0x0A]).first?.data.count == 64_001) }
    }
}
