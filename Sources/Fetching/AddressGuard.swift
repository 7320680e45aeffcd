// Which addresses a stranger's URL may lead to: those of the public Internet, and no other (RFC 6890, IANA's registries of
// special-purpose addresses).

/// Decides whether an address that someone else chose may be connected to.
///
/// A URL from a token, a client or another server's document may name any host, and a host's owner may give it any
/// address: of this machine, of its neighbours, of the cloud's metadata service. So the resolved address is checked, and it
/// is that address which is connected to.
public enum AddressGuard {
    /// Whether an address is one of the public Internet.
    public static func isPublic(_ address: IPAddress) -> Bool { reason(against: address) == nil }

    /// What an address is, where it is not public: one word or two for the log.
    public static func reason(against address: IPAddress) -> String? {
        let bytes = address.bytes
        if bytes.count == 4 { return fours.first { $0.contains(bytes) }?.what }
        // An address in disguise is what it leads to.
        if let inner = embedded(in: bytes) { return fours.first { $0.contains(inner) }?.what }
        if let found = sixteens.first(where: { $0.contains(bytes) }) { return found.what }
        // Nothing else has been given to anyone (RFC 4291 §2.4).
        return global.contains(bytes) ? nil : "reserved"
    }

    /// The IPv4 address in an IPv4-mapped one (RFC 4291 §2.5.5.2), or in one of NAT64 (RFC 6052 §2.1), where an
    /// IPv6-only network reaches IPv4.
    private static func embedded(in bytes: [UInt8]) -> [UInt8]? {
        mapped.contains(bytes) || translated.contains(bytes) ? Array(bytes.suffix(4)) : nil
    }

    private static let mapped = AddressRange("::ffff:0:0", 96, "IPv4-mapped")
    private static let translated = AddressRange("64:ff9b::", 96, "NAT64")
    private static let global = AddressRange("2000::", 3, "global unicast")

    private static let fours = [
        AddressRange("0.0.0.0", 8, "unspecified"),
        AddressRange("10.0.0.0", 8, "private"),
        AddressRange("100.64.0.0", 10, "shared (CGNAT)"),
        AddressRange("127.0.0.0", 8, "loopback"),
        AddressRange("169.254.0.0", 16, "link-local"),
        AddressRange("172.16.0.0", 12, "private"),
        AddressRange("192.0.0.0", 24, "reserved"),
        AddressRange("192.0.2.0", 24, "documentation"),
        AddressRange("192.31.196.0", 24, "AS112"),
        AddressRange("192.52.193.0", 24, "AMT"),
        AddressRange("192.88.99.0", 24, "6to4 relay"),
        AddressRange("192.168.0.0", 16, "private"),
        AddressRange("192.175.48.0", 24, "AS112"),
        AddressRange("198.18.0.0", 15, "benchmarking"),
        AddressRange("198.51.100.0", 24, "documentation"),
        AddressRange("203.0.113.0", 24, "documentation"),
        AddressRange("224.0.0.0", 4, "multicast"),
        AddressRange("240.0.0.0", 4, "reserved"),
    ]

    private static let sixteens = [
        AddressRange("::", 128, "unspecified"),
        AddressRange("::1", 128, "loopback"),
        AddressRange("::", 96, "IPv4-compatible"),
        AddressRange("64:ff9b:1::", 48, "local NAT64"),
        AddressRange("100::", 64, "discard-only"),
        AddressRange("2001::", 23, "protocol assignments"),
        AddressRange("2001:db8::", 32, "documentation"),
        AddressRange("2002::", 16, "6to4"),
        AddressRange("3fff::", 20, "documentation"),
        AddressRange("5f00::", 16, "segment routing"),
        AddressRange("fc00::", 7, "unique local"),
        AddressRange("fe80::", 10, "link-local"),
        AddressRange("fec0::", 10, "site-local"),
        AddressRange("ff00::", 8, "multicast"),
    ]
}

/// A block of addresses, and what it is for.
private struct AddressRange {
    private let prefix: [UInt8]
    private let length: Int
    let what: String

    init(_ address: String, _ length: Int, _ what: String) {
        prefix = IPAddress(address)?.bytes ?? []
        self.length = length
        self.what = what
    }

    func contains(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == prefix.count else { return false }
        let whole = length / 8
        guard bytes[..<whole] == prefix[..<whole] else { return false }
        let rest = length % 8
        return rest == 0 || (bytes[whole] ^ prefix[whole]) >> (8 - rest) == 0
    }
}
