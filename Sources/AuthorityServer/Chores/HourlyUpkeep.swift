// The hourly chore: forgetting what has expired.

internal import Authority
package import Logging
internal import ServiceLifecycle

/// Sweeps the database at start and every hour, until the server shuts down.
package struct HourlyUpkeep: Service {
    private let sweep: @Sendable () async throws -> Void
    private let logger: Logger

    package init(logger: Logger, sweep: @escaping @Sendable () async throws -> Void) {
        self.logger = logger
        self.sweep = sweep
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await sweep()
                } catch {
                    // A chore that fails is tried again; nothing that is asked of the server depends on it.
                    logger.error("upkeep failed", metadata: ["error": "\(error)"])
                }
                do {
                    try await Task.sleep(for: .seconds(3_600))
                } catch {
                    return
                }
            }
        }
    }
}
