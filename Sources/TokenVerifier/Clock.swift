// The one clock of the library wing. Everything else is told what time it is.

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
