// The issuer: the one URL from which every other URL comes (RFC 8414 §2).

/// An issuer identifier: `https://host[:port][/path]`, or the same with `http` on a loopback host.
public struct Issuer: Hashable, Sendable, CustomStringConvertible {
    /// The identifier, byte for byte as it was given; tokens carry exactly this.
    public let value: String
    /// `scheme://host[:port]`.
    public let origin: String
    /// The host without its port; that of an IPv6 address with its brackets.
    public let host: String
    /// The path without a slash at its end; empty for none.
    public let path: String
    /// Whether the host is this machine: `localhost`, `127.0.0.0/8` or `[::1]`.
    public let isLoopback: Bool

    /// Reads an issuer identifier.
    ///
    /// - Throws: ``OAuthRefusal`` with a sentence that says which rule the text breaks.
    public init(_ text: String) throws(OAuthRefusal) {
        let bytes = Array(text.utf8)
        let (scheme, rest): (String, ArraySlice<UInt8>)
        if bytes.starts(with: "https://".utf8) {
            (scheme, rest) = ("https", bytes.dropFirst(8))
        } else if bytes.starts(with: "http://".utf8) {
            (scheme, rest) = ("http", bytes.dropFirst(7))
        } else {
            throw Issuer.refusal(text, "it must begin with https:// (or http:// on a loopback host)")
        }
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }), bytes.count <= 2_048 else {
            throw Issuer.refusal(text, "it may hold printable ASCII only, at most 2048 bytes")
        }
        // RFC 8414 §2: no query and no fragment; user information has no place in an identifier either.
        guard !rest.contains(where: { "?#@\\".utf8.contains($0) }) else {
            throw Issuer.refusal(text, "it may have no query, fragment, user or backslash")
        }
        let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let authority = String(decoding: rest[..<slash], as: UTF8.self)
        guard let host = HostName.read(authority) else {
            throw Issuer.refusal(text, "its host or port can't be read")
        }
        let path = String(decoding: rest[slash...], as: UTF8.self)
        let segments = path.utf8.dropLast(path.utf8.last == UInt8(ascii: "/") ? 1 : 0)
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        guard
            !segments.contains(where: {
                $0.isEmpty || $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8)
            })
        else {
            throw Issuer.refusal(text, "its path may have no empty or dot segments")
        }
        self.host = host.name
        isLoopback = host.isLocalhost || host.isLoopbackAddress
        guard scheme == "https" || isLoopback else {
            throw Issuer.refusal(text, "it must be https, because \(host.name) is not a loopback host")
        }
        value = text
        origin = "\(scheme)://\(authority)"
        self.path = path.utf8.last == UInt8(ascii: "/") ? String(path.dropLast()) : path
    }

    /// Whether two issuers are the same, byte for byte.
    public static func == (left: Issuer, right: Issuer) -> Bool {
        left.value.utf8.elementsEqual(right.value.utf8)
    }

    /// Hashes the bytes of the identifier.
    public func hash(into hasher: inout Hasher) { hasher.combine(Array(value.utf8)) }

    /// The identifier.
    public var description: String { value }

    /// A URL under the issuer: its path appended to the issuer's.
    public func url(_ path: String) -> String { origin + self.path + path }

    /// The places where the issuer's metadata may stand, in the order of RFC 8414 §5 and OpenID Discovery:
    /// inserted before the issuer's path, and appended to it.
    public var metadataURLs: [String] {
        let inserted = ["oauth-authorization-server", "openid-configuration"].map {
            "\(origin)/.well-known/\($0)\(path)"
        }
        return path.isEmpty ? inserted : inserted + [url("/.well-known/openid-configuration")]
    }

    /// Whether a URL has this issuer's origin: the same scheme, host and port, byte for byte.
    public func isOrigin(of url: String) -> Bool {
        url.utf8.starts(with: origin.utf8) && url.utf8.dropFirst(origin.utf8.count).first == UInt8(ascii: "/")
    }

    /// Whether a URL is on this issuer's host, byte for byte, whatever its port.
    public func isHost(of url: String) -> Bool {
        do {
            return try Issuer(url).host.utf8.elementsEqual(host.utf8)
        } catch {
            return false
        }
    }

    /// Whether a URL may be fetched on this issuer's word: `https`, or loopback where the issuer is loopback
    /// itself.
    public func mayName(_ url: String) -> Bool {
        do {
            return try !Issuer(url).isLoopback || isLoopback
        } catch {
            return false
        }
    }

    private static func refusal(_ text: String, _ rule: String) -> OAuthRefusal {
        OAuthRefusal(.invalidRequest, "\(String(text.prefix(200))) is not an issuer: \(rule)")
    }
}
