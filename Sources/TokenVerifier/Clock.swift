// The clocks of the library wing. Everything else is told what time it is.

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The time of day of this machine.
package enum WallClock {
    /// Seconds since 1970, a fraction cut off.
    package static func seconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int(time.tv_sec)
    }
}

/// A clock that nobody sets: for how long something takes. It goes on while the machine sleeps.
package enum SteadyClock {
    #if canImport(Darwin)
        private static let clock = CLOCK_MONOTONIC
    #else
        private static let clock = CLOCK_BOOTTIME
    #endif

    /// Nanoseconds since some moment.
    package static func nanoseconds() -> Int {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec)
    }

    /// Milliseconds since the same moment.
    package static func milliseconds() -> Int { nanoseconds() / 1_000_000 }
}
