// Guessing passwords is slowed down by account, by address, and by the two together.

internal import OAuth
internal import Synchronization

/// Counts wrong passwords and says when the next try is welcome.
///
/// An attempt is counted when it begins, so that parallel guesses count too, and taken back when it succeeds.
/// The pair of account and address is the strict one: a stranger's guesses slow the owner down only on the
/// stranger's address. Where an account signed in before, what happens elsewhere does not slow it down at all.
final class LoginThrottle: Sendable {
    /// One row for each thing that is counted.
    private enum Subject: Hashable {
        case pair(account: String, address: String)
        case address(String)
        case account(String)

        /// Wrong passwords that are free, before waiting begins.
        var free: Int {
            switch self {
            case .pair: 5
            case .address: 50
            case .account: 100
            }
        }
    }

    private struct Entry {
        var failures = 0
        var last = 0
        var blockedUntil = 0
    }

    /// Seconds of the longest wait, and after which a quiet entry is forgotten.
    private static let longest = 900
    /// Entries kept; the memory of an attack is bounded too.
    private static let capacity = 30_000

    /// Pairs that signed in, kept apart from what is counted.
    private static let knownCapacity = 10_000

    private struct Memory {
        var entries: [Subject: Entry] = [:]
        var known: Set<Subject> = []

        /// What an attempt is counted by. A siege of the account does not touch a pair that is known.
        func subjects(_ account: String, _ address: String) -> [Subject] {
            let pair = Subject.pair(account: account, address: address)
            return known.contains(pair)
                ? [pair, .address(address)] : [pair, .address(address), .account(account)]
        }
    }

    private let memory = Mutex(Memory())

    /// How many things are counted just now.
    var count: Int { memory.withLock { $0.entries.count } }

    /// Counts an attempt.
    ///
    /// - Throws: ``OAuthRefusal`` `too_many_attempts` with the seconds to wait.
    func admit(account: String, address: String, at now: Int) throws(OAuthRefusal) {
        let wait = memory.withLock { memory in
            let subjects = memory.subjects(account, address)
            let wait = subjects.map { (memory.entries[$0]?.blockedUntil ?? 0) - now }.max() ?? 0
            if wait <= 0 {
                for subject in subjects { LoginThrottle.count(subject, &memory.entries, now) }
            }
            return wait
        }
        guard wait > 0 else { return }
        throw OAuthRefusal(
            .tooManyAttempts,
            "too many wrong passwords for this account or from this address; wait \(wait) s and try again",
            retryAfter: wait
        )
    }

    /// Takes an attempt back that was right, or that was never decided.
    func forgive(account: String, address: String, succeeded: Bool) {
        memory.withLock { memory in
            for subject in memory.subjects(account, address) {
                if case .pair = subject, succeeded {
                    memory.entries[subject] = nil
                } else if var entry = memory.entries[subject] {
                    entry.failures -= 1
                    entry.blockedUntil = 0
                    memory.entries[subject] = entry.failures > 0 ? entry : nil
                }
            }
            guard succeeded else { return }
            if memory.known.count >= LoginThrottle.knownCapacity { memory.known.removeAll() }
            memory.known.insert(.pair(account: account, address: address))
        }
    }

    private static func count(_ subject: Subject, _ entries: inout [Subject: Entry], _ now: Int) {
        if entries[subject] == nil, entries.count >= capacity { makeRoom(&entries, now) }
        var entry = entries[subject] ?? Entry()
        if now - entry.last > longest { entry = Entry() }
        entry.failures += 1
        entry.last = now
        let over = entry.failures - subject.free
        if over >= 0 { entry.blockedUntil = now + min(1 << min(over, 10), longest) }
        entries[subject] = entry
    }

    private static func makeRoom(_ entries: inout [Subject: Entry], _ now: Int) {
        entries = entries.filter { now - $0.value.last <= longest }
        // Under an attack from many addresses the quietest half goes: those nearest to being forgotten
        // anyway.
        guard entries.count >= capacity else { return }
        let median = entries.values.map(\.last).sorted()[entries.count / 2]
        entries = entries.filter { $0.value.last > median || $0.value.blockedUntil > now }
        if entries.count >= capacity { entries.removeAll() }
    }
}
