// The URL of a request as a proof names it: compared after the normalisations of RFC 3986, without query and fragment.

public import JOSE

/// A URL in its normal form, as RFC 9449 §4.3 compares them: syntax- and scheme-based (RFC 3986 §6.2.2, §6.2.3), without
/// query and fragment.
public struct TargetURI: Hashable, Sendable, CustomStringConvertible {
    /// `scheme://host[:port]/path`.
    public let value: String

    /// The longest URL that is read, in bytes.
    static let maximumLength = 8_192

    /// Normalises a URL.
    ///
    /// - Throws: ``DPoPFault/url`` for anything but an absolute `http` or `https` URL in printable ASCII, without user
    ///   information, of at most 8192 bytes.
    public init(_ text: String) throws(DPoPFault) {
        let bytes = Array(text.utf8)
        guard bytes.count <= TargetURI.maximumLength, bytes.allSatisfy({ (0x21...0x7E).contains($0) }),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        else { throw .url }
        let scheme = String(decoding: bytes[..<colon].map(TargetURI.lowercased), as: UTF8.self)
        let isPlain = scheme.utf8.elementsEqual("http".utf8)
        guard isPlain || scheme.utf8.elementsEqual("https".utf8),
            bytes[colon...].starts(with: "://".utf8)
        else { throw .url }
        let rest = bytes[(colon + 3)...].prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let authority = try TargetURI.authority(rest[..<slash], defaultPort: isPlain ? 80 : 443)
        let path = TargetURI.withoutDots(try TargetURI.decodingUnreserved(rest[slash...]))
        value = "\(scheme)://\(authority)" + String(decoding: path, as: UTF8.self)
    }

    /// Whether two URLs are the same, byte for byte of their normal form.
    public static func == (left: TargetURI, right: TargetURI) -> Bool { left.value.hasBytes(of: right.value) }

    /// Hashes the bytes of the normal form.
    public func hash(into hasher: inout Hasher) { hasher.combine(Array(value.utf8)) }

    /// The normal form.
    public var description: String { value }

    /// Host and port: the host in lower case, the port only where it is not the scheme's own.
    private static func authority(
        _ text: ArraySlice<UInt8>,
        defaultPort: UInt16
    ) throws(DPoPFault) -> String {
        guard !text.contains(UInt8(ascii: "@")), !text.contains(UInt8(ascii: "\\")) else { throw .url }
        var end = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        if text.first == UInt8(ascii: "[") {
            guard let bracket = text.firstIndex(of: UInt8(ascii: "]")) else { throw .url }
            end = bracket + 1
        }
        let host = try decodingUnreserved(text[..<end], lowercasing: true)
        guard !host.isEmpty else { throw .url }
        let name = String(decoding: host, as: UTF8.self)
        guard end < text.endIndex else { return name }
        let digits = text[(end + 1)...]
        guard text[end] == UInt8(ascii: ":"), digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .url
        }
        // An empty port is the scheme's own, and zeros before a number say nothing (RFC 3986 §6.2.3).
        if digits.isEmpty { return name }
        guard digits.count <= 16, let port = UInt16(String(decoding: digits, as: UTF8.self)) else {
            throw .url
        }
        return port == defaultPort ? name : "\(name):\(port)"
    }

    /// Percent-encodings in upper case, those of unreserved characters decoded (RFC 3986 §6.2.2.1, §6.2.2.2).
    private static func decodingUnreserved(
        _ text: ArraySlice<UInt8>,
        lowercasing: Bool = false
    ) throws(DPoPFault) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(lowercasing ? lowercased(byte) : byte)
                continue
            }
            guard let first = rest.popFirst(), let second = rest.popFirst(), let high = digit(first),
                let low = digit(second)
            else { throw .url }
            let decoded = high << 4 | low
            if isUnreserved(decoded) {
                bytes.append(lowercasing ? lowercased(decoded) : decoded)
            } else {
                bytes += [byte, uppercased(first), uppercased(second)]
            }
        }
        return bytes
    }

    /// A path without its `.` and `..`, at least a slash (RFC 3986 §5.2.4, §6.2.3).
    private static func withoutDots(_ path: [UInt8]) -> [UInt8] {
        let segments = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var kept: [ArraySlice<UInt8>] = []
        for (index, segment) in segments.enumerated() {
            let isUp = segment.elementsEqual("..".utf8)
            if isUp { _ = kept.popLast() }
            if !isUp && !segment.elementsEqual(".".utf8) {
                kept.append(segment)
            } else if index == segments.count - 1 {
                kept.append([])
            }
        }
        return [UInt8(ascii: "/")] + Array(kept.joined(separator: [UInt8(ascii: "/")]))
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }

    private static func uppercased(_ byte: UInt8) -> UInt8 {
        (0x61...0x7A).contains(byte) ? byte & 0xDF : byte
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch lowercased(byte) {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): lowercased(byte) - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || "-._~".utf8.contains(byte)
    }
}
