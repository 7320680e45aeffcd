// Where the server listens: HOST:PORT, checked before anything is opened.

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

    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
