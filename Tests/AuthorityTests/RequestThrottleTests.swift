// Requests of one address: so many in a window, each address for itself, and a memory that is bounded.

import OAuth
import Testing

@testable import Authority

@Suite("RequestThrottle")
struct RequestThrottleTests {
    @Test("so many in a window, then a wait that says how long, then anew")
    func window() throws {
        let throttle = RequestThrottle(requests: 3, seconds: 60)
        for _ in 0..<3 { try throttle.admit("192.0.2.1", at: 1_000) }
        for (second, wait) in [(1_000, 60), (1_059, 1)] {
            let refusal = #expect(throws: OAuthRefusal.self) { try throttle.admit("192.0.2.1", at: second) }
            #expect(refusal?.code == .tooManyAttempts && refusal?.retryAfter == wait)
        }
        try throttle.admit("192.0.2.2", at: 1_059)
        try throttle.admit("192.0.2.1", at: 1_060)
    }

    @Test("a clock that was set back shuts nobody out")
    func clock() throws {
        let throttle = RequestThrottle(requests: 1, seconds: 60)
        try throttle.admit("192.0.2.1", at: 1_000_000)
        try throttle.admit("192.0.2.1", at: 1_000)
    }

    @Test("however many addresses come, the memory is bounded")
    func bounded() throws {
        let throttle = RequestThrottle(requests: 1, seconds: 60)
        for number in 0..<25_000 {
            try throttle.admit("address \(number)", at: 1_000)
            #expect(throttle.count <= 10_000)
        }
    }
}
