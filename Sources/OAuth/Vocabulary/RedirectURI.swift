// Redirect URIs: which may be registered, and which of a request is the same as a registered one.

internal import JOSE

/// A redirect URI that a client may be registered with (RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §4.1).
public struct RedirectURI: Hashable, Sendable, CustomStringConvertible {
    /// The URI, byte for byte as it was registered.
    public let value: String
    /// Where the browser goes with the answer.
    public let kind: Kind

    /// What stands behind a redirect URI.
    public enum Kind: Hashable, Sendable {
        /// A site of that origin.
        case site(origin: String)
        /// A program on the person's own machine: any port of a loopback address.
        case loopback
        /// A program that took a scheme of its own on the person's device.
        case scheme(String)
    }

    /// Whether it leads to whoever owns a name in the web. A port of the person's own device, by whatever name, or a scheme of an
    /// app's own, is anybody's who takes it first (RFC 8252 §8.6).
    public var leadsToOneOwner: Bool {
        guard case .site(let origin) = kind else { return false }
        let authority = origin.utf8.drop { $0 != UInt8(ascii: "/") }.dropFirst(2)
        let host = HostName.read(String(decoding: authority, as: UTF8.self))
        return host.map { !$0.isLoopbackAddress && !$0.isLocalhost } ?? false
    }

    /// Names of the parameters of an answer: a registered URI that brings one could speak in our name.
    private static let answers = [
        "code", "state", "iss", "error", "error_description", "error_uri", "response",
    ]

    /// Reads a URI that a client is to be registered with.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_redirect_uri` with the rule that it breaks.
    public init(_ text: String) throws(OAuthRefusal) {
        let bytes = Array(text.utf8)
        guard (1...2_048).contains(bytes.count), bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw RedirectURI.refusal(text, "it has 1 to 2048 characters of printable ASCII, and no space")
        }
        guard !bytes.contains(where: { "#\\\"<>^`{|}".utf8.contains($0) }) else {
            throw RedirectURI.refusal(text, "it has no fragment, and no character that a URI can't hold")
        }
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0 else {
            throw RedirectURI.refusal(text, "it is absolute, as https://client.example/callback")
        }
        let scheme = String(decoding: bytes[..<colon], as: UTF8.self)
        kind = try RedirectURI.kind(of: text, scheme, rest: bytes[(colon + 1)...])
        let query = bytes.firstIndex(of: UInt8(ascii: "?")).map { bytes[($0 + 1)...] } ?? []
        for (name, _) in FormParameters.of(query)
        where RedirectURI.answers.contains(where: { $0.hasBytes(of: name) }) {
            throw RedirectURI.refusal(text, "its query has the parameter \(name), which only an answer has")
        }
        value = text
    }

    private static func kind(
        of text: String,
        _ scheme: String,
        rest: ArraySlice<UInt8>
    ) throws(OAuthRefusal) -> Kind {
        let isPlain = scheme.hasBytes(of: "http")
        guard isPlain || scheme.hasBytes(of: "https") else {
            let letters = scheme.utf8
            // RFC 8252 §7.1: the reverse of a domain name, so that not everybody may call himself that.
            guard letters.contains(UInt8(ascii: ".")),
                letters.allSatisfy({
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0)
                }),
                letters.first.map({ (0x61...0x7A).contains($0) }) ?? false
            else {
                throw refusal(
                    text,
                    "a scheme of one's own is a reversed domain name in small letters, as com.example.app:/callback"
                )
            }
            return .scheme(scheme)
        }
        guard rest.starts(with: "//".utf8) else { throw refusal(text, "it has a host") }
        let afterSlashes = rest.dropFirst(2)
        let end =
            afterSlashes.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
            ?? afterSlashes.endIndex
        let authority = String(decoding: afterSlashes[..<end], as: UTF8.self)
        guard !authority.utf8.contains(UInt8(ascii: "@")) else {
            throw refusal(text, "it names no user before its host")
        }
        guard let host = HostName.read(authority) else {
            throw refusal(text, "its host or port can't be read")
        }
        // It would be compared byte for byte, and whoever wrote it meant something else.
        guard !authority.utf8.contains(UInt8(ascii: "*")) else {
            throw refusal(text, "its host is written out: there are no patterns")
        }
        guard !hasDots(afterSlashes[end...]) else {
            throw refusal(text, "its path has no dot segments, also not in percent-encoding")
        }
        if isPlain {
            guard host.isLoopbackAddress || host.isLocalhost else {
                throw refusal(text, "it is https, or http on 127.0.0.1 or [::1]")
            }
            if host.isLoopbackAddress { return .loopback }
        }
        return .site(origin: "\(scheme)://\(authority)")
    }

    /// Whether a path has a segment that resolvers take for a way up or to stay.
    private static func hasDots(_ path: ArraySlice<UInt8>) -> Bool {
        let plain = FormParameters.decoded(
            String(decoding: path.prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self))
        return plain.utf8.split(separator: UInt8(ascii: "/")).contains { segment in
            let name = segment.prefix { $0 != UInt8(ascii: ";") }
            return name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8)
        }
    }

    /// Whether a URI of a request is this one: the same bytes, or at a loopback address another port (RFC 8252 §7.3).
    public func accepts(_ requested: String) -> Bool {
        if requested.hasBytes(of: value) { return true }
        guard kind == .loopback, let own = RedirectURI.withoutPort(value),
            let other = RedirectURI.withoutPort(requested)
        else { return false }
        return own.hasBytes(of: other)
    }

    /// A URI on a loopback address without its port; `nil` when there is a port that is none.
    private static func withoutPort(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.starts(with: "http://".utf8), bytes.count <= 2_048 else { return nil }
        let rest = bytes.dropFirst(7)
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        guard let host = HostName.read(String(decoding: rest[..<end], as: UTF8.self)), host.isLoopbackAddress
        else { return nil }
        return "http://\(host.name)" + String(decoding: rest[end...], as: UTF8.self)
    }

    /// The URI.
    public var description: String { value }

    /// Whether two URIs are the same, byte for byte.
    public static func == (left: RedirectURI, right: RedirectURI) -> Bool {
        left.value.hasBytes(of: right.value)
    }

    /// Hashes the bytes of the URI.
    public func hash(into hasher: inout Hasher) { hasher.combine(Array(value.utf8)) }

    private static func refusal(_ text: String, _ rule: String) -> OAuthRefusal {
        OAuthRefusal(
            .invalidRedirectURI, "\(PlainText.of(String(text.prefix(200)))) can't be a redirect URI: \(rule)")
    }
}
