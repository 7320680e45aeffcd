// A port of this machine that stays a test's own, also while nobody listens on it.

import Foundation

/// Holds a port of 127.0.0.1 with a socket that is bound and never listens.
///
/// Who binds it by number and with `SO_REUSEADDR`, as a server does, gets it; the kernel hands it to nobody
/// who asks for any port, neither to listen nor to connect from.
final class ReservedPort: Sendable {
    let number: Int
    private let descriptor: Int32

    struct Failed: Error {
        let call: StaticString
        let code = errno
    }

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failed(call: "socket") }
        do { number = try ReservedPort.bind(descriptor) } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    private static func bind(_ descriptor: Int32) throws -> Int {
        var isReused: Int32 = 1
        guard setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size)) == 0
        else { throw Failed(call: "setsockopt") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                guard Foundation.bind(descriptor, pointer, size) == 0 else { throw Failed(call: "bind") }
                guard getsockname(descriptor, pointer, &size) == 0 else { throw Failed(call: "getsockname") }
            }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
    }
}
