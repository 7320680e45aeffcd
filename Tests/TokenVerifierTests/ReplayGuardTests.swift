// The memory of used proofs: once each, bounded, and not fooled by a clock that goes back.

import JOSE
import OAuth
import Support
import Testing

@testable import TokenVerifier

@Suite("Replay guard")
struct ReplayGuardTests {
    static let now = TestIssuer.start

    /// A proof of a key, issued at a moment.
    private func proof(_ sender: TestSender, _ identifier: String, at moment: Int = now) throws -> DPoPProof {
        try DPoPProof(
            verifying: sender.proof("GET", "https://a/", token: nil, at: moment, identifier: identifier),
            algorithms: DPoPRules.algorithms)
    }

    @Test("each proof is new once; what can't be used again is forgotten")
    func once() throws {
        let sender = try TestSender(.ed25519)
        let memory = ReplayGuard(capacity: 1_000, maximumAge: 60)
        for second in 0..<200 {
            let proof = try proof(sender, "\(second)", at: Self.now + second)
            #expect(memory.admit(proof, at: Self.now + second) == .new)
            #expect(memory.admit(proof, at: Self.now + second) == .used)
            // Looked through at each eighth of a proof's life.
            #expect(memory.count <= 61 + 60 / 8)
        }
    }

    @Test("the same jti of the same key is used, whatever else is in the proof")
    func sameIdentifier() throws {
        let sender = try TestSender(.ed25519)
        let memory = ReplayGuard(capacity: 100, maximumAge: 60)
        #expect(memory.admit(try proof(sender, "a"), at: Self.now) == .new)
        #expect(memory.admit(try proof(sender, "a", at: Self.now + 1), at: Self.now + 1) == .used)
        #expect(memory.admit(try proof(sender, "b"), at: Self.now) == .new)
        #expect(memory.admit(try proof(TestSender(.ed25519), "a"), at: Self.now) == .new)
        #expect(memory.count == 3)
    }

    @Test("a key has a quarter of the room, all keys together the whole; room comes back with time")
    func room() throws {
        let memory = ReplayGuard(capacity: 12, maximumAge: 60)
        let senders = try (0..<6).map { _ in try TestSender(.ed25519) }
        for (index, sender) in senders.enumerated() {
            for number in 0..<4 {
                let isRoom = number < 3 && index < 4
                #expect(memory.admit(try proof(sender, "\(number)"), at: Self.now) == (isRoom ? .new : .full))
            }
        }
        #expect(memory.count == 12)
        #expect(memory.admit(try proof(senders[5], "5", at: Self.now + 60), at: Self.now + 60) == .full)
        #expect(memory.admit(try proof(senders[0], "0"), at: Self.now + 60) == .used)
        #expect(memory.admit(try proof(senders[5], "5", at: Self.now + 61), at: Self.now + 61) == .new)
        #expect(memory.count == 1)
    }

    @Test("a clock that went ahead and comes back makes no used proof new")
    func clockGoesBack() throws {
        let sender = try TestSender(.ed25519)
        let memory = ReplayGuard(capacity: 100, maximumAge: 60)
        let used = try proof(sender, "used")
        #expect(memory.admit(used, at: Self.now) == .new)
        // Ahead by an hour: the proof is forgotten.
        #expect(memory.admit(try proof(sender, "ahead", at: Self.now + 3_600), at: Self.now + 3_600) == .new)
        #expect(memory.count == 1)
        // And back: whatever may be one of the forgotten is refused, and what is younger is taken.
        #expect(memory.admit(used, at: Self.now + 5) == .forgotten)
        #expect(memory.admit(try proof(sender, "older", at: Self.now - 1), at: Self.now + 5) == .forgotten)
        let fresh = try proof(sender, "fresh", at: Self.now + 5)
        #expect(memory.admit(fresh, at: Self.now + 5) == .new)
        #expect(memory.admit(fresh, at: Self.now + 5) == .used)
        #expect(memory.admit(try proof(sender, "ahead", at: Self.now + 3_600), at: Self.now + 5) == .used)
    }
}
