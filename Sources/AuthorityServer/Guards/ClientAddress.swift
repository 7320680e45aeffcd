// What attempts are counted by: an IPv4 address, or the network that an IPv6 address belongs to.

/// Where a request came from, as far as its sender can't choose it freely.
///
/// Whoever has one IPv6 address has 2^64 of them, so the first 64 bits are counted as one.
struct ClientAddress: Hashable, Sendable {
    /// One spelling for each network; a text that is no address stands for itself.
    let counted: String

    /// - Parameter text: an address as a socket or `X-Forwarded-For` has it, with or without brackets and a port.
    /// - Returns: `nil` for nothing, and for more than an address can be.
    init?(_ text: String) {
        let space = [UInt8(ascii: " "), UInt8(ascii: "\t")]
        var bytes = text.utf8.drop(while: space.contains)
        while let last = bytes.last, space.contains(last) { bytes.removeLast() }
        let host = ClientAddress.host(bytes)
        guard (1...64).contains(host.count) else { return nil }
        guard let groups = ClientAddress.groups(host) else {
            counted = String(decoding: host, as: UTF8.self)
            return
        }
        if groups[..<5].allSatisfy({ $0 == 0 }), groups[5] == 0xFFFF {
            // An IPv4 peer of a socket that takes both kinds.
            counted = groups[6...].map { "\($0 >> 8).\($0 & 255)" }.joined(separator: ".")
        } else {
            counted = groups[..<4].map { String($0, radix: 16) }.joined(separator: ":") + "::/64"
        }
    }

    /// Without brackets and port.
    private static func host(_ bytes: Substring.UTF8View) -> Substring.UTF8View {
        if bytes.first == UInt8(ascii: "[") {
            return bytes.dropFirst().prefix { $0 != UInt8(ascii: "]") }
        }
        let colons = bytes.count { $0 == UInt8(ascii: ":") }
        return colons == 1 ? bytes.prefix { $0 != UInt8(ascii: ":") } : bytes
    }

    /// The eight groups of an IPv6 address (RFC 4291 §2.2); `nil` for any other text.
    private static func groups(_ host: Substring.UTF8View) -> [UInt16]? {
        let address = String(decoding: host.prefix { $0 != UInt8(ascii: "%") }, as: UTF8.self)
        let halves = address.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        guard address.contains(":"), let head = pieces(halves[0]) else { return nil }
        guard halves.count == 2 else { return head.count == 8 ? head : nil }
        guard let tail = pieces(halves[1]), head.count + tail.count < 8 else { return nil }
        return head + [UInt16](repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    private static func pieces(_ text: Substring) -> [UInt16]? {
        var groups: [UInt16] = []
        for piece in text.isEmpty ? [] : text.split(separator: ":", omittingEmptySubsequences: false) {
            if piece.contains(".") {
                let parts = piece.split(separator: ".", omittingEmptySubsequences: false).compactMap {
                    UInt8($0)
                }
                guard parts.count == 4 else { return nil }
                groups += [
                    UInt16(parts[0]) << 8 | UInt16(parts[1]), UInt16(parts[2]) << 8 | UInt16(parts[3]),
                ]
            } else {
                guard piece.utf8.count <= 4, let group = UInt16(piece, radix: 16), piece.first != "+" else {
                    return nil
                }
                groups.append(group)
            }
        }
        return groups
    }
}
