// What one process writes, another hears of a moment later: a test asks until it is so.

enum Eventually {
    /// Whether something becomes so: asked for a minute at least, with a tenth of a second between.
    ///
    /// The server reads a few times a second what the command wrote; on a busy machine that is later than soon.
    static func holds(_ ask: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<600 {
            if try await ask() { return true }
            try await Task.sleep(for: .milliseconds(100))
        }
        return false
    }
}
