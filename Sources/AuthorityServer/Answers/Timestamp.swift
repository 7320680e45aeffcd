// Times as programs and people read them (RFC 3339, UTC).

private import FoundationEssentials

package enum Timestamp {
    /// Seconds since 1970 as `2026-11-24T09:30:00Z`.
    package static func text(_ seconds: Int) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }

    /// The last second that has a calendar form with four digits of a year.
    package static let last = 253_402_300_799

    /// Seconds since 1970 of such a text; `nil` for any other.
    package static func seconds(_ text: String) -> Int? {
        do {
            let seconds = try Date(text, strategy: .iso8601).timeIntervalSince1970
            return (0...Double(last)).contains(seconds) ? Int(seconds) : nil
        } catch {
            return nil
        }
    }
}
