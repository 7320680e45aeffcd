// A span of time as people type it: 90s, 15m, 12h, 30d, or plain seconds.

enum TimeSpan {
    private static let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]

    /// Seconds.
    static func seconds(_ text: String) throws -> Int {
        let unit = text.last.flatMap { units[$0] }
        let digits = unit == nil ? text[...] : text.dropLast()
        guard let number = Int(digits), (1...1_000_000_000).contains(number) else {
            throw Failure(
                .usage, "\(text) is no span of time; expected a number with s, m, h or d, as in 30d")
        }
        return number * (unit ?? 1)
    }
}
