// A server that is started again finds its port free, however many ports others take meanwhile.

import NIOCore
import NIOPosix
import Testing

@Suite("Reserved port")
struct ReservedPortTests {
    private let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)

    @Test("who names it may listen, again and again, and one at a time")
    func itsOwner() async throws {
        let port = try ReservedPort()
        for _ in 1...3 {
            let listener = try await bootstrap.bind(host: "127.0.0.1", port: port.number).get()
            await #expect(throws: (any Error).self) {
                try await bootstrap.bind(host: "127.0.0.1", port: port.number).get()
            }
            try await listener.close()
        }
    }

    @Test("it is a port, and each has another")
    func others() throws {
        let ports = try (1...200).map { _ in try ReservedPort() }
        #expect(Set(ports.map(\.number)).count == 200)
        #expect(ports.allSatisfy { (1_024...65_535).contains($0.number) })
    }
}
