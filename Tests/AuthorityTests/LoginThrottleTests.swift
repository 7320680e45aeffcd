// The throttle of guesses: by account and address, by address, by account; in time and under attack.

import OAuth
import Testing

@testable import Authority

@Suite("LoginThrottle")
struct LoginThrottleTests {
    static let now = 1_800_000_000

    /// The wait that the next attempt is told, or 0.
    private func wait(
        _ throttle: LoginThrottle, _ account: String = "ana", _ address: String = "192.0.2.1", at now: Int = now
    ) -> Int {
        do {
            try throttle.admit(account: account, address: address, at: now)
            return 0
        } catch {
            #expect(error.code == .tooManyAttempts)
            return error.retryAfter ?? -1
        }
    }

    @Test("five are free; then each waits twice as long as the one before, up to fifteen minutes")
    func waits() {
        let throttle = LoginThrottle()
        var now = Self.now
        for _ in 1...5 { #expect(wait(throttle, at: now) == 0) }
        for expected in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            #expect(wait(throttle, at: now) == expected, "a wait of \(expected) s")
            #expect(wait(throttle, at: now + expected - 1) == 1, "and not a second less")
            now += expected
            #expect(wait(throttle, at: now) == 0)
        }
    }

    @Test("a quiet pair is forgotten after the longest wait")
    func forgotten() {
        let throttle = LoginThrottle()
        for _ in 1...5 { #expect(wait(throttle) == 0) }
        #expect(wait(throttle) == 1)
        for _ in 1...5 { #expect(wait(throttle, at: Self.now + 901) == 0) }
        #expect(wait(throttle, at: Self.now + 901) == 1)
    }

    @Test("parallel guesses count when they begin")
    func parallel() async {
        let throttle = LoginThrottle()
        let admitted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 { group.addTask { wait(throttle) == 0 } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(admitted == 5)
    }

    @Test("a right password clears the pair, and counts for nobody else")
    func success() {
        let throttle = LoginThrottle()
        for _ in 1...4 { #expect(wait(throttle) == 0) }
        #expect(wait(throttle) == 0)
        throttle.forgive(account: "ana", address: "192.0.2.1", succeeded: true)
        for _ in 1...5 { #expect(wait(throttle) == 0) }
        #expect(wait(throttle) == 1)
    }

    @Test("an attempt that was never decided is taken back")
    func undecided() {
        let throttle = LoginThrottle()
        for _ in 1...50 {
            #expect(wait(throttle) == 0)
            throttle.forgive(account: "ana", address: "192.0.2.1", succeeded: false)
        }
    }

    @Test("a stranger's guesses do not slow the owner down at another address")
    func strangers() {
        let throttle = LoginThrottle()
        for _ in 1...5 { _ = wait(throttle, "ana", "203.0.113.9") }
        #expect(wait(throttle, "ana", "203.0.113.9") > 0)
        #expect(wait(throttle, "ana", "192.0.2.1") == 0)
    }

    @Test("one address that tries many accounts is slowed down after fifty")
    func spraying() {
        let throttle = LoginThrottle()
        for number in 1...50 { #expect(wait(throttle, "user\(number)") == 0) }
        #expect(wait(throttle, "user51") == 1)
        #expect(wait(throttle, "user51", "192.0.2.2") == 0)
    }

    @Test("an own right password does not buy more guesses of others")
    func ownAccount() {
        let throttle = LoginThrottle()
        for number in 1...50 {
            #expect(wait(throttle, "user\(number)") == 0)
            // Eve signs in as herself between her guesses, as long as she may.
            if wait(throttle, "eve") == 0 {
                throttle.forgive(account: "eve", address: "192.0.2.1", succeeded: true)
            }
        }
        #expect(wait(throttle, "user51") > 0)
    }

    @Test("one account that is tried from many addresses is slowed down after a hundred")
    func distributed() {
        let throttle = LoginThrottle()
        for number in 1...100 { #expect(wait(throttle, "ana", "198.51.100.\(number)") == 0) }
        #expect(wait(throttle, "ana", "203.0.113.7") == 1)
        #expect(wait(throttle, "ben", "203.0.113.7") == 0)
    }

    @Test("a siege from many addresses does not lock out an owner who signed in from here before")
    func siege() {
        let throttle = LoginThrottle()
        #expect(wait(throttle, "ana", "192.0.2.1") == 0)
        throttle.forgive(account: "ana", address: "192.0.2.1", succeeded: true)
        for number in 1...100 { _ = wait(throttle, "ana", "198.51.100.\(number)") }
        #expect(wait(throttle, "ana", "203.0.113.7") == 1)

        #expect(wait(throttle, "ana", "192.0.2.1") == 0)
        throttle.forgive(account: "ana", address: "192.0.2.1", succeeded: true)
        // The owner's success lets nobody else in, and another account that is tried from here is not known.
        #expect(wait(throttle, "ana", "203.0.113.7") == 1)
        for number in 1...100 { _ = wait(throttle, "ben", "198.51.100.\(number)", at: Self.now + 2_000) }
        #expect(wait(throttle, "ben", "192.0.2.1", at: Self.now + 2_000) == 1)
        // Being known is no licence to guess.
        for _ in 1...5 { #expect(wait(throttle, "ana", "192.0.2.1", at: Self.now + 2_000) == 0) }
        #expect(wait(throttle, "ana", "192.0.2.1", at: Self.now + 2_000) == 1)
    }

    @Test("the memory of an attack is bounded, and a blocked pair is not washed out")
    func bounded() {
        let throttle = LoginThrottle()
        for _ in 1...5 { _ = wait(throttle) }
        for number in 1...40_000 {
            _ = wait(throttle, "user\(number)", "10.\(number >> 16).\(number >> 8 & 255).\(number & 255)")
        }
        #expect(throttle.count <= 30_000)
        #expect(wait(throttle) > 0)
    }
}
