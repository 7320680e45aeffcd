// The connections and their turns: whoever is answered asks again.

import Glibc

/// A request with at most one place for a value.
struct Template {
    private let head: [[UInt8]]
    private let body: [[UInt8]]?

    init(file: String) {
        let text = bytes(of: file)
        let end = find(Array("\r\n\r\n".utf8), in: text, from: 0) ?? text.count
        head = Template.parts(Array(text[..<end]))
        let body = Array(text[min(end + 4, text.count)...])
        self.body = body.isEmpty ? nil : Template.parts(body)
    }

    /// The request with a value in its place.
    func request(_ value: [UInt8]) -> [UInt8] {
        var request = Array(head.joined(separator: value))
        if let body {
            let filled = Array(body.joined(separator: value))
            request += Array("\r\nContent-Length: \(filled.count)\r\n\r\n".utf8) + filled
        } else {
            request += Array("\r\n\r\n".utf8)
        }
        return request
    }

    private static func parts(_ text: [UInt8]) -> [[UInt8]] {
        guard let place = find(Array("{}".utf8), in: text, from: 0) else { return [text] }
        return [Array(text[..<place]), Array(text[(place + 2)...])]
    }
}

/// One connection, and the request that is on its way.
private struct Connection {
    let socket: Int32
    var sentAt = 0.0
    var received: [UInt8] = []
}

final class Load {
    private let template: Template
    private let port: UInt16
    /// What is still to be sent; a ring where values come again.
    private var values: [[UInt8]]
    private var next = 0
    private let isOnce: Bool
    private let chained: [UInt8]?
    /// How long each answer took, in seconds.
    private(set) var times: [Double] = []
    private var refused = 0

    private static let lengthFields = ["\r\nContent-Length:", "\r\ncontent-length:"].map { Array($0.utf8) }

    init(template: Template, port: UInt16, values: [[UInt8]], isOnce: Bool, chained: [UInt8]?) {
        self.template = template
        self.port = port
        self.values = values.isEmpty ? [[]] : values
        self.isOnce = isOnce
        self.chained = chained
        times.reserveCapacity(1_000_000)
    }

    func run(connections count: Int, seconds: Double, answered: ([UInt8]) -> Void) -> String {
        var connections = (0..<count).map { _ in Connection(socket: connect()) }
        var watched = connections.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
        let began = now()
        let end = began + seconds
        var busy = 0
        for number in connections.indices where send(&connections[number]) { busy += 1 }
        while busy > 0 {
            guard poll(&watched, UInt(count), 10_000) > 0 else { stop("no answer for ten seconds") }
            for number in connections.indices where watched[number].revents != 0 {
                guard let answer = receive(&connections[number]) else { continue }
                times.append(now() - connections[number].sentAt)
                answered(answer)
                if now() >= end || !send(&connections[number]) { busy -= 1 }
            }
        }
        let passed = now() - began
        return #"{"requests":\#(times.count),"refused":\#(refused),"seconds":\#(passed)}"#
    }

    private func connect() -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, 4)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { stop("nobody listens on port \(port)") }
        return socket
    }

    /// Sends the next request.
    ///
    /// - Returns: whether there was one.
    private func send(_ connection: inout Connection) -> Bool {
        guard next < values.count else { return false }
        let request = template.request(values[next])
        next += 1
        if chained == nil, !isOnce, next == values.count { next = 0 }
        connection.sentAt = now()
        var sent = 0
        while sent < request.count {
            let written = request[sent...].withUnsafeBytes {
                write(connection.socket, $0.baseAddress, $0.count)
            }
            guard written > 0 else { stop("the server hung up") }
            sent += written
        }
        return true
    }

    /// What has come; the answer, when it is whole.
    private func receive(_ connection: inout Connection) -> [UInt8]? {
        let room = 65_536
        var buffer = [UInt8](repeating: 0, count: room)
        let read = Glibc.read(connection.socket, &buffer, room)
        guard read > 0 else { stop("the server hung up") }
        connection.received += buffer[..<read]
        guard let head = find(Array("\r\n\r\n".utf8), in: connection.received, from: 0),
            let place = Load.lengthFields.compactMap({ find($0, in: connection.received, from: 0) }).min(),
            place < head
        else { return nil }
        let digits = connection.received[(place + Load.lengthFields[0].count)...].drop { $0 == 0x20 }.prefix {
            (0x30...0x39).contains($0)
        }
        let length = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard connection.received.count >= head + 4 + length else { return nil }
        let answer = Array(connection.received[(head + 4)..<(head + 4 + length)])
        if !connection.received.starts(with: Array("HTTP/1.1 200".utf8)) {
            if refused == 0 { say(String(decoding: connection.received, as: UTF8.self)) }
            refused += 1
        } else if let chained, let value = member(chained, of: answer) {
            values.append(value)
        }
        connection.received.removeAll(keepingCapacity: true)
        return answer
    }
}

private func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
