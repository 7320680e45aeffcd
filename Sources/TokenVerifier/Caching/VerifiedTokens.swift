// Tokens that were verified, by their whole text: bounded in number, and never trusted for what can change.

internal import JOSE
internal import Synchronization

/// What is remembered of a token that passed every check. A class, so that a hit copies one reference.
final class RememberedToken: Sendable {
    let text: String
    let checked: CheckedToken
    /// Who issued it.
    let trust: IssuerTrust
    /// Seconds since 1970 between which the policy's rules about time hold: from the first, before the second.
    let validity: Range<Int>

    init(text: String, checked: CheckedToken, trust: IssuerTrust, validity: Range<Int>) {
        self.text = text
        self.checked = checked
        self.trust = trust
        self.validity = validity
    }
}

/// The tokens that one verifier remembers.
///
/// Several locks, each for a part of the tokens, so that threads seldom wait for each other. Each part has two
/// generations: a token that is used moves to the young one, and when that is full the old one is forgotten. So the
/// number is bounded and what goes was not used for long, without a list to keep in order at each use.
final class VerifiedTokens: Sendable {
    private static let partCount = 16

    private final class Part: Sendable {
        let generations = Mutex(Generations())
    }

    private struct Generations {
        var young: [TokenText: RememberedToken] = [:]
        var old: [TokenText: RememberedToken] = [:]

        mutating func add(_ token: RememberedToken, under text: TokenText, limit: Int) {
            if young.count >= limit {
                old = young
                young = [:]
            }
            young[text] = token
        }
    }

    private let parts: [Part]
    private let limit: Int

    init(capacity: Int) {
        // Two generations of all parts together hold at most the capacity, but of each at least one.
        limit = max(1, capacity / (2 * VerifiedTokens.partCount))
        parts = (0..<min(VerifiedTokens.partCount, max(1, capacity / 2))).map { _ in Part() }
    }

    /// What is remembered of exactly this text.
    func find(_ text: String) -> RememberedToken? {
        let key = TokenText(text)
        return part(of: key).generations.withLock { generations in
            if let found = generations.young[key] { return found }
            guard let found = generations.old.removeValue(forKey: key) else { return nil }
            generations.add(found, under: key, limit: limit)
            return found
        }
    }

    /// Remembers a token that passed every check just now.
    func remember(_ token: RememberedToken) {
        let key = TokenText(token.text)
        part(of: key).generations.withLock { generations in
            generations.old[key] = nil
            generations.add(token, under: key, limit: limit)
        }
    }

    /// How many are remembered.
    var count: Int {
        parts.reduce(0) { sum, part in
            sum + part.generations.withLock { $0.young.count + $0.old.count }
        }
    }

    private func part(of key: TokenText) -> Part { parts[Int(key.mark % UInt64(parts.count))] }
}

/// A token's text as a key. Its end is its signature, which strangers can't choose for tokens that verify: hashing so
/// much is enough, while equality covers every byte.
private struct TokenText: Hashable {
    let text: String
    /// The last eight bytes.
    let mark: UInt64

    init(_ text: String) {
        self.text = text
        mark = text.utf8.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    static func == (left: TokenText, right: TokenText) -> Bool {
        left.mark == right.mark && left.text.hasBytes(of: right.text)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(mark)
        hasher.combine(text.utf8.count)
    }
}
