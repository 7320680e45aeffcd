// The keys that this issuer signs with: made at first start, sealed at rest, published by thumbprint.

package import JOSE
package import Records
package import SQL
internal import Synchronization

/// The issuer's keys: one signs, all are published. They change while the server runs, by time and by rotation.
package final class SigningKeys: Sendable {
    let database: any SQLDatabase
    let master: MasterKey
    private let ring: Mutex<KeyRing>

    private init(database: any SQLDatabase, master: MasterKey, ring: KeyRing) {
        self.database = database
        self.master = master
        self.ring = Mutex(ring)
    }

    /// The key that signs new tokens.
    package var active: SigningKey { ring.withLock { $0.active } }

    /// The key that signs with an algorithm. Where there is none yet, one is made, published, and signs at once.
    ///
    /// - Parameter algorithm: `nil` for whatever signs new tokens.
    /// - Throws: ``JOSEError`` for a symmetric algorithm; a fault of the database.
    package func key(for algorithm: SignatureAlgorithm?, at now: Int) async throws -> SigningKey {
        guard let algorithm, algorithm != active.algorithm else { return active }
        if let key = ring.withLock({ $0.others[algorithm.name] }) { return key }
        let new = try SealedKey.make(
            algorithm, sealedWith: master, createdAt: now, activeAt: now, lineage: algorithm.name)
        try await database.write { db in
            let isThere = try SigningKeyRecord.all(in: db).contains { row in
                row.lineage.hasBytes(of: algorithm.name)
                    && [.active, .announced].contains(row.phase(at: now))
            }
            if !isThere { try SigningKeyRecord.insert(new, in: db) }
        }
        try await reload(at: now)
        guard let key = ring.withLock({ $0.others[algorithm.name] }) else { throw SigningKeysFault.none }
        return key
    }

    /// Makes the keys of algorithms before anybody asks for a signature: clients read the published keys when they start, and
    /// not all of them look again for one that they don't know.
    package func prepare(_ algorithms: [SignatureAlgorithm], at now: Int) async throws {
        for algorithm in algorithms { _ = try await key(for: algorithm, at: now) }
    }

    /// Every key that may have signed a token that still lives, or will soon sign.
    package var published: JWKSet { ring.withLock { $0.published } }

    /// Loads the keys, and makes the first one where there is none.
    ///
    /// - Parameter algorithm: what the first key signs with; an asymmetric one.
    /// - Throws: ``MasterKeyFault`` when the keys were sealed with another master key; ``JOSEError`` for a
    ///   symmetric algorithm; a fault of the database.
    package static func open(
        _ database: any SQLDatabase,
        sealedWith master: MasterKey,
        algorithm: SignatureAlgorithm,
        at now: Int
    ) async throws -> SigningKeys {
        // Made before the transaction, which neither signs nor seals, and thrown away where a key is there
        // already.
        let spare = try SealedKey.make(algorithm, sealedWith: master, createdAt: now, activeAt: now)
        let (rows, number) = try await database.write { db in
            let usual = try SigningKeyRecord.all(in: db).filter(\.lineage.isEmpty)
            if usual.allSatisfy({ ($0.retiredAt ?? .max) <= now }) {
                try SigningKeyRecord.insert(spare, in: db)
            }
            return (try SigningKeyRecord.all(in: db), try SigningKeyRecord.newestChange(in: db))
        }
        let ring = try KeyRing(rows, number: number, sealedWith: master, at: now)
        return SigningKeys(database: database, master: master, ring: ring)
    }

    /// What is known of the keys without opening them.
    package static func list(_ database: any SQLDatabase) async throws -> [SigningKeyRecord] {
        try await database.read { try SigningKeyRecord.all(in: $0) }
    }

    /// Seconds for which a cache may keep the published keys: never beyond the moment at which another one signs.
    package func maximumAge(at now: Int) -> Int {
        let next = ring.withLock { $0.nextPhase(after: now) }
        return min(300, max(0, next.map { $0 - now } ?? 300))
    }

    /// Lets time pass: a key that was announced signs when its moment has come.
    func advance(to now: Int) throws {
        try ring.withLock { try $0.advance(to: now) }
    }

    /// The change of the keys that this process knows.
    var number: Int { ring.withLock { $0.number } }

    /// Whether a key was withdrawn in the last seconds.
    func hasWithdrawn(within seconds: Int) -> Bool {
        ring.withLock { $0.hasWithdrawn(since: $0.moment - seconds) }
    }

    /// Reads the keys again.
    ///
    /// - Parameter now: `nil` for the moment that was handed in last.
    func reload(at now: Int? = nil) async throws {
        let (rows, number) = try await database.read { db in
            (try SigningKeyRecord.all(in: db), try SigningKeyRecord.newestChange(in: db))
        }
        let moment = now ?? ring.withLock { $0.moment }
        let new = try KeyRing(rows, number: number, sealedWith: master, at: moment)
        ring.withLock { $0 = new }
    }
}
