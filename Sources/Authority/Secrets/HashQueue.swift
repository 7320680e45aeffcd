// Hashing passwords off the cooperative pool: a few at once, a bounded number waiting, the rest refused.

internal import Dispatch
internal import OAuth

/// A queue for blocking work of a known cost.
actor HashQueue {
    private let concurrency: Int
    private let capacity: Int
    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private let threads = DispatchQueue(label: "tessera.password-hashing", attributes: .concurrent)

    /// - Parameters:
    ///   - concurrency: hashes at once; each takes 19 MiB and a core.
    ///   - capacity: how many may wait.
    init(concurrency: Int, capacity: Int) {
        self.concurrency = max(1, concurrency)
        self.capacity = max(0, capacity)
    }

    /// Runs the work on a thread of its own, when it is its turn.
    ///
    /// - Throws: ``OAuthRefusal`` `hash_queue_full`, or what the work throws.
    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        if running == concurrency {
            guard waiting.count < capacity else {
                throw OAuthRefusal(
                    .hashQueueFull,
                    "too many passwords are being checked just now; try again in a moment",
                    retryAfter: 1
                )
            }
            // The place of whoever resumes us passes to us: `running` stays as it is.
            await withCheckedContinuation { waiting.append($0) }
        } else {
            running += 1
        }
        defer { release() }
        return try await withCheckedThrowingContinuation { continuation in
            threads.async { continuation.resume(with: Result { try work() }) }
        }
    }

    private func release() {
        if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().resume() }
    }
}
