// The host of a URL and its port, read from the part between the slashes.

internal import JOSE

/// A host as an authority of a URL names it (RFC 3986 §3.2.2), with or without a port.
struct HostName: Hashable, Sendable {
    /// The host; that of an IPv6 address with its brackets.
    let name: String

    /// Reads `host[:port]`; `nil` for an empty host and for a port that is none.
    static func read(_ authority: String) -> HostName? {
        let bytes = Array(authority.utf8)
        let end: Int
        if bytes.first == UInt8(ascii: "[") {
            guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            end = bracket + 1
        } else {
            end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
        }
        guard end > 0 else { return nil }
        let port = bytes[end...]
        if !port.isEmpty {
            let digits = port.dropFirst()
            guard port.first == UInt8(ascii: ":"), (1...5).contains(digits.count),
                digits.allSatisfy({ (0x30...0x39).contains($0) }),
                UInt16(String(decoding: digits, as: UTF8.self)) != nil
            else { return nil }
        }
        return HostName(name: String(decoding: bytes[..<end], as: UTF8.self))
    }

    var isLocalhost: Bool { name.hasBytes(of: "localhost") }

    /// Whether it is an address of this machine: `127.0.0.0/8` in four decimal numbers, or `[::1]`.
    var isLoopbackAddress: Bool {
        if name.hasBytes(of: "[::1]") { return true }
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0].elementsEqual("127".utf8)
            && parts.allSatisfy { part in
                part.allSatisfy { (0x30...0x39).contains($0) }
                    && UInt8(String(decoding: part, as: UTF8.self)) != nil
            }
    }
}
