// The other end of an encrypted connection, letter by letter.

import NIOCore
import NIOPosix
package import NIOSSL
import NIOTLS

/// A connection that a test speaks on itself.
package struct TLSPeer {
    /// What was agreed on (ALPN).
    package let speaks: String?
    /// The certificate of the server.
    package let server: [UInt8]
    private let writer: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let reader: Reader

    private final class Reader {
        var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        init(_ iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator) { self.iterator = iterator }
    }

    private struct Connected: Sendable {
        let speaks: String?
        let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
    }

    /// Connects to a port of this machine, speaks, and closes. Which certificate the server has is for the test to look at.
    ///
    /// - Parameters:
    ///   - offers: the protocols that it can speak.
    ///   - shows: the certificate that it shows when it is asked for one.
    package static func connect<T>(
        to port: Int,
        offers: [String] = ["http/1.1"],
        shows: TestCertificate? = nil,
        newest: TLSVersion = .tlsv13,
        _ body: (TLSPeer) async throws -> T
    ) async throws -> T {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        configuration.applicationProtocols = offers
        configuration.minimumTLSVersion = .tlsv1
        configuration.maximumTLSVersion = newest
        if let shows {
            configuration.certificateChain = [
                .certificate(try NIOSSLCertificate(bytes: shows.der, format: .der))
            ]
            configuration.privateKey = .privateKey(
                try NIOSSLPrivateKey(bytes: Array(shows.keyPEM.utf8), format: .pem))
        }
        let context = try NIOSSLContext(configuration: configuration)
        let (connected, server) = try await greet(port, context)
        var said: T?
        do {
            try await connected.channel.executeThenClose { inbound, outbound in
                said = try await body(
                    TLSPeer(
                        speaks: connected.speaks, server: server, writer: outbound,
                        reader: Reader(inbound.makeAsyncIterator())))
            }
        } catch ChannelError.ioOnClosedChannel where said != nil {
            // The other end was quicker to close.
        }
        guard let said else { throw ChannelError.ioOnClosedChannel }
        return said
    }

    /// Connects and agrees on encryption. On a busy machine the server may give up a handshake that waits for its turn, so it is
    /// tried again.
    private static func greet(_ port: Int, _ context: NIOSSLContext) async throws -> (Connected, [UInt8]) {
        for _ in 0..<3 {
            do {
                return try await greetOnce(port, context)
            } catch is ChannelError {}
        }
        return try await greetOnce(port, context)
    }

    private static func greetOnce(_ port: Int, _ context: NIOSSLContext) async throws -> (Connected, [UInt8]) {
        let negotiation = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: "auth.example.com"))
                    let negotiation = NIOTypedApplicationProtocolNegotiationHandler<Connected> { result in
                        channel.eventLoop.makeCompletedFuture {
                            let speaks: String? = if case .negotiated(let name) = result { name } else { nil }
                            return Connected(
                                speaks: speaks,
                                channel: try NIOAsyncChannel(wrappingChannelSynchronously: channel))
                        }
                    }
                    try pipeline.addHandler(negotiation)
                    return negotiation.protocolNegotiationResult
                }
            }
        let connected = try await negotiation.get()
        let server = try await connected.channel.channel.nioSSL_peerCertificate().get()?.toDERBytes()
        return (connected, server ?? [])
    }

    /// What a path is answered with on a connection of its own.
    package static func get(
        _ path: String,
        from port: Int,
        shows: TestCertificate? = nil,
        newest: TLSVersion = .tlsv13
    ) async throws -> String {
        try await connect(to: port, shows: shows, newest: newest) { try await $0.get(path) }
    }

    package func send(_ bytes: [UInt8]) async throws { try await writer.write(ByteBuffer(bytes: bytes)) }

    package func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Reads until something is there, or the other end closes.
    package func read(until isEnough: ([UInt8]) -> Bool) async throws -> [UInt8] {
        var read: [UInt8] = []
        while !isEnough(read), let buffer = try await reader.iterator.next() {
            read += Array(buffer.readableBytesView)
        }
        return read
    }

    /// Asks for a path by HTTP/1.1, and reads the answer with its body, which must have a length.
    package func get(_ path: String) async throws -> String {
        try await send("GET \(path) HTTP/1.1\r\nHost: auth.example.com\r\n\r\n")
        let bytes = try await read { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            guard let head = text.firstRange(of: "\r\n\r\n"),
                let length = text.lowercased().firstMatch(of: /content-length: ([0-9]+)/).flatMap({
                    Int($0.1)
                })
            else { return false }
            return text[head.upperBound...].utf8.count >= length
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
