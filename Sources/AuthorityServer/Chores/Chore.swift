// A chore: work that the server does again and again beside its requests, until it shuts down.

package import Logging
internal import ServiceLifecycle

/// Does something at start and then at intervals. A failure is told once, and so is that it is over.
package struct Chore: Service {
    private let name: String
    private let interval: Duration
    private let logger: Logger
    private let work: @Sendable () async throws -> Void

    /// - Parameter interval: the pause between the end of one round and the beginning of the next.
    package init(
        _ name: String,
        every interval: Duration,
        logger: Logger,
        _ work: @escaping @Sendable () async throws -> Void
    ) {
        self.name = name
        self.interval = interval
        self.logger = logger
        self.work = work
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var fault: String?
            while !Task.isCancelled {
                do {
                    try await work()
                    if fault != nil { logger.notice("\(name) works again") }
                    fault = nil
                } catch {
                    // A chore that fails is tried again. What depends on it asks whether it was done.
                    if fault != "\(error)" { logger.error("\(name) failed", metadata: ["error": "\(error)"]) }
                    fault = "\(error)"
                }
                do {
                    try await Task.sleep(for: interval)
                } catch {
                    return
                }
            }
        }
    }
}
