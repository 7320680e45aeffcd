// Who a browser is: sessions and sign-ins that are under way, in memory, found by the digest of a cookie.

import Crypto
import JOSE

/// A sign-in that is under way: what only this browser's answer can match.
struct Visit: Sendable {
    let state = Secret.make()
    let nonce = Secret.make()
    let verifier = Secret.make()
}

enum Secret {
    /// 256 random bits.
    static func make() -> String {
        var random = SystemRandomNumberGenerator()
        return Base64URL.encode((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }

    /// What is kept of a cookie: whoever reads this process's memory or a dump finds none that opens anything.
    static func digest(_ text: String) -> [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }
}

/// Things by cookie, each with an end. A server of several processes would keep them in a database.
actor Kept<Thing: Sendable> {
    private struct Entry {
        let thing: Thing
        let createdAt: ContinuousClock.Instant
        var usedAt: ContinuousClock.Instant
    }

    private var entries: [[UInt8]: Entry] = [:]
    private let idle: Duration
    private let longest: Duration
    private let most = 10_000

    /// - Parameters:
    ///   - idle: how long one lives without use.
    ///   - longest: how long one lives in any case.
    init(idle: Duration, longest: Duration) { (self.idle, self.longest) = (idle, longest) }

    /// - Returns: the value of its cookie, which nobody has seen before.
    func keep(_ thing: Thing) -> String {
        sweep()
        let (cookie, now) = (Secret.make(), ContinuousClock.now)
        entries[Secret.digest(cookie)] = Entry(thing: thing, createdAt: now, usedAt: now)
        return cookie
    }

    func find(_ cookie: String?) -> Thing? {
        guard let key = cookie.map(Secret.digest), let entry = entries[key] else { return nil }
        guard isLive(entry) else {
            entries[key] = nil
            return nil
        }
        entries[key]?.usedAt = ContinuousClock.now
        return entry.thing
    }

    /// Finds it for the last time.
    func take(_ cookie: String?) -> Thing? {
        let thing = find(cookie)
        if let cookie { entries[Secret.digest(cookie)] = nil }
        return thing
    }

    private func isLive(_ entry: Entry) -> Bool {
        let now = ContinuousClock.now
        return now < entry.usedAt + idle && now < entry.createdAt + longest
    }

    /// Memory is bounded: what is over goes, and then whatever was used longest ago.
    private func sweep() {
        guard entries.count >= most else { return }
        entries = entries.filter { isLive($0.value) }
        guard entries.count >= most else { return }
        for (key, _) in entries.sorted(by: { $0.value.usedAt < $1.value.usedAt }).prefix(most / 10) {
            entries[key] = nil
        }
    }
}
