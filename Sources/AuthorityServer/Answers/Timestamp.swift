// Times as programs and people read them (RFC 3339, UTC).

private import FoundationEssentials

package enum Timestamp {
    /// Seconds since 1970 as `2026-11-24T09:30:00Z`.
    package static func text(_ seconds: Int) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}
