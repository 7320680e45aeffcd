// Time that the test moves: a token expires in a line of the test, not in a quarter of an hour.

internal import Synchronization
internal import TokenVerifier

/// The time of a test, in whole seconds since 1970.
///
/// It stands still where it was made, so that nothing expires while a debugger waits, and goes on only when it is told to.
public final class TestClock: Sendable {
    private struct State {
        /// `nil` where it goes along with the machine's clock.
        var start: Int?
        var moved = 0
    }

    private let state: Mutex<State>

    /// A clock that stands still.
    ///
    /// - Parameter start: where it stands; at the machine's time where this is `nil`.
    public init(at start: Int? = nil) {
        state = Mutex(State(start: start ?? WallClock.seconds()))
    }

    private init(running state: State) { self.state = Mutex(state) }

    /// A clock that goes along with the machine's, as far ahead of it as the test has moved it. Programs that don't share
    /// the test's clock need tokens of this one.
    public static func running() -> TestClock { TestClock(running: State(start: nil)) }

    /// What time it is.
    public var seconds: Int {
        state.withLock { state in
            TestClock.sum(state.start ?? WallClock.seconds(), state.moved)
        }
    }

    /// Lets time pass; back, where the number is negative.
    public func advance(by seconds: Int) {
        state.withLock { $0.moved = TestClock.sum($0.moved, seconds) }
    }

    /// Lets the time pass that verifiers need to hear of something. A clock that goes along with the machine's comes to it
    /// by itself, and would otherwise be ahead of the programs that it is for.
    func pass(_ seconds: Int) {
        state.withLock { state in
            if state.start != nil { state.moved = TestClock.sum(state.moved, seconds) }
        }
    }

    /// Stops at the first and at the last second that there is.
    private static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, overflows) = left.addingReportingOverflow(right)
        return overflows ? (right > 0 ? .max : .min) : sum
    }
}
