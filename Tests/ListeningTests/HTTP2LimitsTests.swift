// What one connection of HTTP/2 may ask of the server at most.

import Listening
import Support
import Testing

@Suite("Limits of HTTP/2")
struct HTTP2LimitsTests {
    /// Speaks HTTP/2 with a server, and reads until the connection is over.
    ///
    /// - Returns: why, as the server said it; `nil` where its word was lost with the connection.
    private func ending(_ send: @escaping @Sendable (TLSPeer) async throws -> Void) async throws -> UInt8? {
        try await TestListener.run(TestListener.served(TestCertificate())) { port in
            try await TLSPeer.connect(to: port, offers: ["h2"]) { peer in
                #expect(peer.speaks == "h2")
                try await peer.send(HTTP2Bytes.opening)
                // A server that hangs up while it is still being written to is what is looked for.
                do { try await send(peer) } catch {}
                return HTTP2Bytes.goAway(try await peer.read { HTTP2Bytes.goAway($0) != nil })
            }
        }
    }

    @Test("the server says how many streams and how long headers it takes")
    func settings() async throws {
        let settings: [UInt8] = try await TestListener.run(TestListener.served(TestCertificate())) {
            port -> [UInt8] in
            try await TLSPeer.connect(to: port, offers: ["h2"]) { peer in
                try await peer.send(HTTP2Bytes.opening)
                let read = try await peer.read {
                    HTTP2Bytes.frames($0).contains { $0.type == 4 && !$0.payload.isEmpty }
                }
                return HTTP2Bytes.frames(read).first { $0.type == 4 }?.payload ?? []
            }
        }
        let values = stride(from: 0, to: settings.count, by: 6).map { at -> (id: UInt8, value: Int) in
            let value = settings[(at + 2)..<(at + 6)].reduce(0) { sum, byte in sum << 8 | Int(byte) }
            return (id: settings[at + 1], value: value)
        }
        #expect(values.contains { $0.id == 3 && (1...100).contains($0.value) })
        #expect(values.contains { $0.id == 6 && (1...16_384).contains($0.value) })
    }

    @Test("streams that are opened and reset at once end the connection (CVE-2023-44487)")
    func rapidReset() async throws {
        let code = try await ending { peer in
            for number in 0..<600 {
                let stream = UInt32(2 * number + 1)
                try await peer.send(HTTP2Bytes.get(stream) + HTTP2Bytes.reset(stream))
            }
        }
        // ENHANCE_YOUR_CALM
        #expect(code == 11 || code == nil)
    }

    @Test(
        "pings and settings in a flood end the connection (CVE-2019-9512, CVE-2019-9515)",
        arguments: [4, 6] as [UInt8])
    func controlFlood(type: UInt8) async throws {
        let payload: [UInt8] = type == 6 ? [UInt8](repeating: 0, count: 8) : []
        let code = try await ending { peer in
            for _ in 0..<600 { try await peer.send(HTTP2Bytes.frame(type, 0, 0, payload)) }
        }
        #expect(code == 11 || code == nil)
    }

    @Test("headers that go on and on end the connection (CVE-2024-27316)")
    func continuations() async throws {
        let code = try await ending { peer in
            // HEADERS without END_HEADERS, and fragments behind it.
            try await peer.send(HTTP2Bytes.frame(1, 1, 1, [0x82, 0x87, 0x84]))
            for _ in 0..<64 {
                try await peer.send(HTTP2Bytes.frame(9, 0, 1, HTTP2Bytes.field("x", valueOf: 4_000)))
            }
        }
        #expect(code != 0)
    }

    @Test("a header list that is too long is refused")
    func longHeaders() async throws {
        let code = try await ending { peer in
            try await peer.send(HTTP2Bytes.get(1, more: HTTP2Bytes.field("x", valueOf: 16_340)))
        }
        #expect(code != 0)
    }
}
