// A log that keeps every line at every level, so that a test can look for what must not stand in it.

package import Logging
import Synchronization

/// Records whatever is logged through ``logger``.
package final class RecordedLog: Sendable {
    private let kept = Mutex<[String]>([])

    package init() {}

    package var lines: [String] { kept.withLock { $0 } }

    /// All lines in one text.
    package var text: String { lines.joined(separator: "\n") }

    /// A logger at the level `trace`.
    package var logger: Logger {
        Logger(label: "test") { _ in Recorder(log: self) }
    }

    private struct Recorder: LogHandler {
        let log: RecordedLog
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
            let pairs = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let line = "\(event.level) \(event.message) \(pairs.joined(separator: " "))"
            log.kept.withLock { $0.append(line) }
        }
    }
}
