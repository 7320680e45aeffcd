// Time stands still, or goes along with the machine's; either way the test moves it.

import Testing
import TokenVerifier

@testable import TokenTesting

@Suite("Test clock")
struct TestClockTests {
    @Test("it stands where it was made, and goes where it is moved")
    func moving() {
        let clock = TestClock(at: 1_000)
        #expect(clock.seconds == 1_000)
        clock.advance(by: 60)
        #expect(clock.seconds == 1_060)
        clock.advance(by: -70)
        clock.pass(5)
        #expect(clock.seconds == 995)
    }

    @Test("it ends with the numbers, and does not go beyond")
    func ends() {
        let clock = TestClock(at: 1)
        clock.advance(by: .max)
        #expect(clock.seconds == .max)
        let early = TestClock(at: -2)
        early.advance(by: .min)
        #expect(early.seconds == .min)
    }

    @Test("where nothing is said it begins now; the running one stays an hour ahead when it is moved an hour")
    func now() {
        let before = WallClock.seconds()
        let clock = TestClock()
        let running = TestClock.running()
        running.advance(by: 3_600)
        running.pass(1_000)
        let seconds = (clock.seconds, running.seconds - 3_600)
        let after = WallClock.seconds()
        #expect((before...after).contains(seconds.0))
        #expect((before...after).contains(seconds.1))
    }
}
