// A connection that encrypts nothing, for what must not be said on one.

import NIOCore
import NIOPosix

package enum PlainPeer {
    /// A port that nobody listens on just now.
    package static func freePort() async throws -> Int {
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        try await channel.close()
        return port
    }

    /// Connects to a port of this machine, sends a text, and reads until the other end closes.
    package static func readToEnd(port: Int, sending text: String = "") async throws -> [UInt8] {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            if !text.isEmpty { try await outbound.write(ByteBuffer(string: text)) }
            var read: [UInt8] = []
            for try await buffer in inbound { read += Array(buffer.readableBytesView) }
            return read
        }
    }
}
