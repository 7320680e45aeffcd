// A moment as people type it and read it: seconds since 1970, or RFC 3339 in UTC.

internal import AuthorityServer

enum Moment {
    /// Seconds since 1970.
    static func seconds(_ text: String) throws -> Int {
        if let seconds = Int(text), (0...Timestamp.last).contains(seconds) { return seconds }
        guard let seconds = Timestamp.seconds(text) else {
            throw Failure(
                .usage, "\(text) is no moment; expected seconds since 1970, or a time as 2026-12-01T09:30:00Z"
            )
        }
        return seconds
    }

    /// A moment as people read it: the time alone on the same day, and how far it is from now.
    static func shown(_ seconds: Int, at now: Int) -> String {
        guard (0...Timestamp.last).contains(seconds) else { return String(seconds) }
        let (date, time) = parts(seconds)
        let isToday = (0...Timestamp.last).contains(now) && parts(now).date == date
        return (isToday ? time : "\(date) \(time)") + " UTC (\(distance(seconds - now)))"
    }

    /// A span before or after now.
    static func distance(_ seconds: Int) -> String {
        if seconds == 0 { return "now" }
        let size = abs(seconds)
        let text =
            size < 120
            ? "\(size) s"
            : size < 7_200 ? "\(size / 60) min" : size < 172_800 ? "\(size / 3_600) h" : "\(size / 86_400) d"
        return seconds < 0 ? "\(text) ago" : "in \(text)"
    }

    private static func parts(_ seconds: Int) -> (date: Substring, time: Substring) {
        let text = Timestamp.text(seconds)
        return (text.prefix(10), text.dropFirst(11).dropLast())
    }
}
