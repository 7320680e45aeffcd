// The keys of an issuer at one moment, opened: which signs, and which are published.

internal import JOSE
internal import Records

struct KeyRing: Sendable {
    private let rows: [SigningKeyRecord]
    /// Those that sign now or will.
    private let signing: [String: SigningKey]
    /// What signs where no algorithm is asked for.
    private(set) var active: SigningKey
    /// What signs where one is, by the name of the algorithm.
    private(set) var others: [String: SigningKey]
    let published: JWKSet
    /// The change of the keys that is known here.
    let number: Int
    /// The moment that it was last brought to.
    private(set) var moment: Int

    /// Opens the keys.
    ///
    /// - Throws: ``MasterKeyFault``; ``SigningKeysFault`` when none signs.
    init(_ rows: [SigningKeyRecord], number: Int, sealedWith master: MasterKey, at now: Int) throws {
        self.rows = rows
        self.number = number
        moment = now
        var signing: [String: SigningKey] = [:]
        var published: [VerificationKey] = []
        for row in rows {
            switch row.phase(at: now) {
            case .withdrawn: continue
            case .retiring: published.append(try SealedKey.openPublic(row, with: master))
            case .announced, .active:
                let key = try SealedKey.open(row, with: master)
                signing[row.kid] = key
                published.append(key.verificationKey)
            }
        }
        self.signing = signing
        self.published = JWKSet(keys: published)
        active = try KeyRing.active(of: rows, signing, at: now)
        others = KeyRing.others(of: rows, signing, at: now)
    }

    /// Lets time pass. What was published stays so, because a row goes only with the sweep.
    mutating func advance(to now: Int) throws {
        active = try KeyRing.active(of: rows, signing, at: now)
        others = KeyRing.others(of: rows, signing, at: now)
        moment = now
    }

    /// Whether a key was withdrawn since then.
    func hasWithdrawn(since time: Int) -> Bool { rows.contains { ($0.withdrawnAt ?? .min) >= time } }

    func nextPhase(after now: Int) -> Int? {
        rows.filter { $0.phase(at: now) == .announced }.compactMap { $0.nextPhase(after: now) }.min()
    }

    private static func active(of rows: [SigningKeyRecord], _ signing: [String: SigningKey], at now: Int)
        throws -> SigningKey
    {
        let key = active(of: rows.filter(\.lineage.isEmpty), at: now).flatMap { signing[$0.kid] }
        guard let key else { throw SigningKeysFault.none }
        return key
    }

    private static func others(of rows: [SigningKeyRecord], _ signing: [String: SigningKey], at now: Int)
        -> [String: SigningKey]
    {
        Dictionary(grouping: rows.filter { !$0.lineage.isEmpty }, by: \.lineage).compactMapValues { rows in
            active(of: rows, at: now).flatMap { signing[$0.kid] }
        }
    }

    /// The key of a lineage that signs; where a clock went back before all of them, the oldest that is not over signs early.
    private static func active(of rows: [SigningKeyRecord], at now: Int) -> SigningKeyRecord? {
        rows.last { $0.phase(at: now) == .active } ?? rows.first { $0.phase(at: now) == .announced }
    }
}

enum SigningKeysFault: Error, CustomStringConvertible {
    case none

    var description: String { "the database holds no signing key that is in use; restore a backup" }
}
