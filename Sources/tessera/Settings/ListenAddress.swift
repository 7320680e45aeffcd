// Where the server listens: HOST:PORT, checked before anything is opened.

internal import NIOCore

/// A host and a port; port 0 takes a free one.
struct ListenAddress: Sendable {
    let host: String
    let port: Int

    /// Reads `127.0.0.1:8080`, `[::1]:8080` or `:8080`.
    init(_ text: String) throws {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")),
            let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
        else {
            throw Failure(
                .configuration, "\(text) is no address to listen on; expected HOST:PORT, as in 127.0.0.1:8080"
            )
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        self.host = host.isEmpty ? "0.0.0.0" : host
        self.port = port
    }

    /// Why it can't be listened on.
    func failure(_ error: IOError) -> Failure {
        let place = "\(host):\(port)"
        switch error.errnoCode {
        case 98:
            return Failure(
                .configuration,
                "\(place) is in use by another program; end it, or listen elsewhere with --listen (port 0 takes a free one)"
            )
        case 13:
            return Failure(
                .configuration,
                "\(place) is a port that this user may not listen on; give the service CAP_NET_BIND_SERVICE, or listen on a "
                    + "port above 1023")
        default: return Failure(.configuration, "can't listen on \(place): \(error)")
        }
    }

    var isIPv6: Bool { host.utf8.contains(UInt8(ascii: ":")) }

    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
