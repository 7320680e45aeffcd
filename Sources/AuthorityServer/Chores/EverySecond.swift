// The chore of every second: what is due is done, so that an end that was promised is kept within a second.

internal import Authority
package import Logging
internal import ServiceLifecycle

/// Takes back what is due, every second until the server shuts down. What came due while no server ran is due at start.
package struct EverySecond: Service {
    private let work: @Sendable () async throws -> Void
    private let logger: Logger

    package init(logger: Logger, work: @escaping @Sendable () async throws -> Void) {
        self.logger = logger
        self.work = work
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var failures = 0
            while !Task.isCancelled {
                do {
                    try await work()
                    failures = 0
                } catch {
                    failures += 1
                    // A disk that is full stays full for a while: one line each minute is enough.
                    if failures % 60 == 1 {
                        logger.error("what is due could not be taken back", metadata: ["error": "\(error)"])
                    }
                }
                do {
                    try await Task.sleep(for: .seconds(1))
                } catch {
                    return
                }
            }
        }
    }
}
