// The queue of password hashes: a few at once, a bounded number waiting, the rest refused.

import OAuth
import Support
import Synchronization
import Testing

@testable import Authority

@Suite("HashQueue", .timeLimit(.minutes(8)))
struct HashQueueTests {
    @Test("no more run at once than allowed, and all are done")
    func concurrency() async throws {
        let queue = HashQueue(concurrency: 2, capacity: 100)
        let tally = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await queue.run {
                        tally.begin()
                        Pause.milliseconds(2)
                        tally.end()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(tally.done == 20)
        // A busy machine may never run two together; it must never run three.
        #expect((1...2).contains(tally.most))
    }

    @Test("what finds the queue full is refused, and told when to come again", arguments: [0, 1, 3])
    func full(capacity: Int) async throws {
        let queue = HashQueue(concurrency: 1, capacity: capacity)
        let gate = Gate()
        try await withThrowingTaskGroup(of: OAuthRefusal?.self) { group in
            for _ in 0..<(1 + capacity + 3) {
                group.addTask {
                    do {
                        try await queue.run { gate.wait() }
                        return nil
                    } catch let refusal as OAuthRefusal {
                        return refusal
                    }
                }
            }
            // Nothing else can end before the gate opens.
            for _ in 0..<3 {
                let refusal = try await group.next() ?? nil
                #expect(refusal?.code == .hashQueueFull)
                #expect(refusal?.retryAfter == 1)
            }
            gate.open()
            for try await refusal in group { #expect(refusal == nil) }
        }
        // A place is free again.
        #expect(try await queue.run { 7 } == 7)
    }

    @Test("work that throws gives its place back")
    func throwing() async throws {
        struct Broken: Error {}
        let queue = HashQueue(concurrency: 1, capacity: 0)
        for _ in 0..<3 {
            await #expect(throws: Broken.self) { try await queue.run { throw Broken() } }
        }
        #expect(try await queue.run { 7 } == 7)
    }
}

/// Counts what runs at once.
private final class Tally: Sendable {
    private let counts = Mutex((running: 0, most: 0, done: 0))

    var most: Int { counts.withLock { $0.most } }
    var done: Int { counts.withLock { $0.done } }

    func begin() {
        counts.withLock {
            $0.running += 1
            $0.most = max($0.most, $0.running)
        }
    }

    func end() {
        counts.withLock {
            $0.running -= 1
            $0.done += 1
        }
    }
}
