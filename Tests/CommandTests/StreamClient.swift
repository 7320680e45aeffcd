// A listener on a socket of its own, from any loopback address: what a verifier hears, byte for byte.

import Foundation

/// One connection to `GET /status/changes`.
final class StreamClient {
    private let descriptor: Int32
    private(set) var received = ""

    struct Failed: Error {}

    /// Connects and asks.
    ///
    /// - Parameter last: the number of a loopback address, 127.0.0.`last`.
    init(_ issuer: String, from last: UInt8 = 1, fields: String = "") throws {
        guard let port = issuer.split(separator: ":").last.flatMap({ UInt16($0) }) else { throw Failed() }
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0, StreamClient.name(descriptor, bind, last, 0),
            StreamClient.name(descriptor, connect, 1, port)
        else { throw Failed() }
        send("GET /status/changes HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n")
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Reads until a text was heard, or the connection ends.
    ///
    /// - Returns: whether it was heard in time.
    func hears(_ text: String, within seconds: Double = 60) -> Bool {
        let end = Date() + seconds
        while !received.contains(text) {
            guard Date() < end, read(until: end) else { return false }
        }
        return true
    }

    /// Whether the connection ends in time.
    func ends(within seconds: Double) -> Bool {
        let end = Date() + seconds
        while read(until: end) {}
        return Date() < end
    }

    /// Reads what is there next; false at the end, and when nothing comes in time.
    private func read(until end: Date) -> Bool {
        var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&ready, 1, Int32(max(0, end.timeIntervalSinceNow * 1_000))) > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        received += String(decoding: buffer.prefix(count), as: UTF8.self)
        return true
    }

    private static func name(
        _ descriptor: Int32,
        _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32,
        _ last: UInt8,
        _ port: UInt16
    ) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = (0x7F00_0000 | UInt32(last)).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
