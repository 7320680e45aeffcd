// Frames of HTTP/2 as bytes, for peers that behave as no client library would.

package enum HTTP2Bytes {
    /// The preface and an empty SETTINGS (RFC 9113 §3.4).
    package static let opening = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + frame(4, 0, 0, [])

    package static func frame(_ type: UInt8, _ flags: UInt8, _ stream: UInt32, _ payload: [UInt8]) -> [UInt8] {
        let length = payload.count
        return [UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255), type, flags]
            + (0..<4).map { UInt8(truncatingIfNeeded: stream >> (24 - 8 * $0)) } + payload
    }

    /// GET (RFC 7541: indexed fields, and path and authority as short literals).
    package static func get(_ stream: UInt32, _ path: String = "/", more: [UInt8] = []) -> [UInt8] {
        let (host, path) = (Array("auth.example.com".utf8), Array(path.utf8))
        let fields = [0x82, 0x87, 0x04, UInt8(path.count)] + path + [0x01, UInt8(host.count)] + host
        return frame(1, 5, stream, fields + more)
    }

    package static func reset(_ stream: UInt32) -> [UInt8] { frame(3, 0, stream, [0, 0, 0, 8]) }

    /// A literal field with a value of some length.
    package static func field(_ name: String, valueOf length: Int) -> [UInt8] {
        var (bytes, rest) = ([0x00, UInt8(name.utf8.count)] + Array(name.utf8) + [0x7F], length - 127)
        while rest >= 128 {
            bytes.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        return bytes + [UInt8(rest)] + [UInt8](repeating: UInt8(ascii: "a"), count: length)
    }

    package struct Frame {
        package let type: UInt8
        package let stream: UInt32
        package let payload: [UInt8]
    }

    /// The whole frames in what was read.
    package static func frames(_ bytes: [UInt8]) -> [Frame] {
        var (frames, rest) = ([Frame](), bytes[...])
        while rest.count >= 9 {
            let head = Array(rest.prefix(9))
            let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
            guard rest.count >= 9 + length else { break }
            let stream = head[5...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            frames.append(
                Frame(type: head[3], stream: stream, payload: Array(rest.dropFirst(9).prefix(length))))
            rest = rest.dropFirst(9 + length)
        }
        return frames
    }

    /// The error of the GOAWAY that was read (RFC 9113 §6.8).
    package static func goAway(_ bytes: [UInt8]) -> UInt8? {
        frames(bytes).first { $0.type == 7 }?.payload[7]
    }
}
