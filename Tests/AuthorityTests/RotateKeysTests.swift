// Rotation: announced before it signs, published while anything it signed lives, and gone at once in an emergency.

import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@testable import Authority

@Suite("RotateKeys")
struct RotateKeysTests {
    static let now = TestAuthority.now
    static let day = 86_400

    private func phases(_ house: TestAuthority, at now: Int) async throws -> [String] {
        try await house.authority.keys.listed(at: now).map(\.phase.rawValue)
    }

    private func rotate(
        _ house: TestAuthority,
        at now: Int = now,
        isEmergency: Bool = false,
        isDryRun: Bool = false,
        algorithm: SignatureAlgorithm? = nil
    ) async throws -> RotatedKeys {
        var rotation = KeyRotation()
        rotation.isEmergency = isEmergency
        rotation.isDryRun = isDryRun
        rotation.algorithm = algorithm
        return try await house.authority.keys.rotate(rotation, at: now)
    }

    @Test(
        "the phases of a key, by its row and the moment",
        arguments: [
            (0, nil, nil, 0, KeyPhase.active), (0, nil, nil, 100, .active), (50, nil, nil, 49, .announced),
            (50, nil, nil, 50, .active), (0, 50, nil, 49, .active), (0, 50, nil, 50, .retiring),
            (50, 90, nil, 49, .announced), (50, 90, nil, 90, .retiring), (0, nil, 10, 0, .withdrawn),
            (50, 60, 10, 100, .withdrawn),
        ] as [(Int, Int?, Int?, Int, KeyPhase)])
    func phase(activeAt: Int, retiredAt: Int?, withdrawnAt: Int?, now: Int, phase: KeyPhase) {
        let row = SigningKeyRecord(
            kid: "k", algorithm: "ES256", publicJWK: "", sealedPrivate: "", createdAt: 0, activeAt: activeAt,
            retiredAt: retiredAt, withdrawnAt: withdrawnAt)
        #expect(row.phase(at: now) == phase)
    }

    @Test("a successor is published at once, signs a day later, and the old key stays", arguments: TestDatabase.all)
    func announced(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let (keys, feed) = (house.authority.keys, house.authority.feed)
            let old = keys.active.keyID
            let done = try await rotate(house, algorithm: .ed25519)
            let new = try #require(done.keyID)
            #expect(done.activeAt == Self.now + Self.day)
            #expect(done.withdrawn.isEmpty && done.namedTokens == 0)
            #expect(keys.active.keyID == old)
            #expect(keys.published.keys.map(\.keyID) == [old, new])
            #expect(try await phases(house, at: Self.now) == ["active", "announced"])

            try await feed.poll(at: Self.now + Self.day - 1)
            #expect(keys.active.keyID == old)
            try await feed.poll(at: Self.now + Self.day)
            #expect(keys.active.keyID == new)
            #expect(keys.active.algorithm == .ed25519)
            #expect(keys.published.keys.map(\.keyID) == [old, new])
            #expect(try await phases(house, at: Self.now + Self.day) == ["retiring", "active"])
        }
    }

    @Test("no second successor while one is announced, and none of two at once", arguments: TestDatabase.all)
    func second(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let done = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        do {
                            _ = try await rotate(house)
                            return true
                        } catch let refusal as OAuthRefusal {
                            #expect(refusal.code == .alreadyExists)
                            return false
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(done == 1)
            try await house.authority.feed.poll(at: Self.now + Self.day)
            #expect(try await rotate(house, at: Self.now + Self.day).keyID != nil)
            #expect(try await phases(house, at: Self.now + Self.day) == ["retiring", "active", "announced"])
        }
    }

    @Test("what can't be asked for", arguments: [(SignatureAlgorithm?.some(.hs256), 10), (nil, 0), (nil, -1), (nil, 2_592_001)])
    func refused(algorithm: SignatureAlgorithm?, delay: Int) async throws {
        try await TestAuthority.run { house in
            var rotation = KeyRotation()
            rotation.algorithm = algorithm
            rotation.delay = delay
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await house.authority.keys.rotate(rotation, at: Self.now)
            }
            #expect(refusal?.code == .invalidRequest)
            let rows = try await SigningKeys.list(house.database)
            #expect(rows.count == 1)
        }
    }

    @Test("an emergency: the new key signs at once, no other is published or kept, and it says what dies")
    func emergency() async throws {
        try await TestAuthority.run { house in
            let keys = house.authority.keys
            let token = try await house.named()
            let dead = try await house.named("ana", "dead")
            try await house.authority.tokens.takeBack(dead.id, of: house.ana, at: Self.now)
            _ = try await house.named("ana", "short", expiresIn: 1)
            _ = try await rotate(house)
            let old = keys.published.keys.compactMap(\.keyID)
            #expect(old.count == 2)

            let dry = try await rotate(house, at: Self.now + 5, isEmergency: true, isDryRun: true)
            #expect(dry.keyID == nil)
            #expect(dry.withdrawn == old)
            #expect(dry.namedTokens == 1)
            #expect(keys.published.keys.count == 2)

            let before = try await house.authority.statusLists.document(of: 1, at: Self.now + 5)
            let subscription = try await house.authority.feed.subscribe(after: nil, at: Self.now + 5)
            #expect(await subscription.next() == [ChangeEvent(1, .version)])
            let done = try await rotate(house, at: Self.now + 5, isEmergency: true)
            await house.authority.feed.wake()
            #expect(await subscription.next() == [ChangeEvent(1, .keys)])
            #expect(done.withdrawn == old)
            #expect(done.namedTokens == 1)
            #expect(keys.published.keys.map(\.keyID) == [done.keyID])
            #expect(keys.active.keyID == done.keyID)
            let rows = try await SigningKeys.list(house.database)
            #expect(rows.filter { $0.kid != done.keyID }.allSatisfy { $0.sealedPrivate.isEmpty })
            #expect(throws: TokenRejection.keyNotFound(kid: old[0])) { try house.verified(token.token) }

            let after = try await house.authority.statusLists.document(of: 1, at: Self.now + 5)
            #expect(after.plain.entityTag != before.plain.entityTag)
            let uri = "https://auth.example.com/status/1"
            _ = try StatusListToken(
                verifying: after.text, uri: uri, keys: keys.published, leeway: 0, at: Self.now + 5)
            #expect(try await rotate(house, at: Self.now + 9, isEmergency: true, isDryRun: true).namedTokens == 0)
        }
    }

    @Test("a listener who comes back within a day hears that keys were withdrawn")
    func missedEmergency() async throws {
        try await TestAuthority.run { house in
            let feed = house.authority.feed
            try await feed.poll(at: Self.now)
            #expect(try await feed.subscribe(after: "0", at: Self.now).next() == [ChangeEvent(0, .version)])
            _ = try await rotate(house, isEmergency: true)
            let told = [ChangeEvent(0, .version), ChangeEvent(0, .keys)]
            #expect(try await feed.subscribe(after: "0", at: Self.now + Self.day).next() == told)
            let later = Self.now + Self.day + 1
            try await feed.poll(at: later)
            #expect(try await feed.subscribe(after: "0", at: later).next() == [ChangeEvent(0, .version)])
        }
    }

    @Test("another process rotates: this one signs with the new key after the next poll", arguments: [false, true])
    func otherProcess(isEmergency: Bool) async throws {
        try await TestAuthority.run(on: .file) { house in
            try await house.authority.feed.poll(at: Self.now)
            let subscription = try await house.authority.feed.subscribe(after: nil, at: Self.now)
            _ = await subscription.next()
            let other = Authority(
                issuer: house.issuer, database: house.database,
                keys: try await SigningKeys.open(
                    house.database, sealedWith: house.master, algorithm: .es256, at: Self.now))
            var rotation = KeyRotation()
            rotation.isEmergency = isEmergency
            rotation.delay = 60
            let done = try await other.keys.rotate(rotation, at: Self.now)
            try await house.authority.feed.poll(at: Self.now)
            #expect(await subscription.next() == [ChangeEvent(0, .keys)])
            let kids = house.authority.keys.published.keys.map(\.keyID)
            #expect(kids.last == done.keyID)
            #expect(kids.count == (isEmergency ? 1 : 2))
            try await house.authority.feed.poll(at: Self.now + 60)
            #expect(house.authority.keys.active.keyID == done.keyID)
        }
    }

    @Test("the private half goes when the key has retired, and nobody else's key takes its place")
    func forgotten() async throws {
        try await TestAuthority.run { house in
            let keys = house.authority.keys
            let token = try await house.named()
            _ = try await rotate(house)
            let over = Self.now + Self.day
            let sealed = try await SigningKeys.list(house.database).map(\.sealedPrivate)
            try await keys.forgetRetired(at: over + 59)
            #expect(try await SigningKeys.list(house.database).map(\.sealedPrivate) == sealed)
            try await keys.forgetRetired(at: over + 60)
            let rows = try await SigningKeys.list(house.database)
            #expect(rows[0].sealedPrivate != sealed[0] && rows[1].sealedPrivate == sealed[1])
            #expect(throws: MasterKeyFault.self) { try SealedKey.open(rows[0], with: house.master) }

            let anew = try await SigningKeys.open(
                house.database, sealedWith: house.master, algorithm: .es256, at: over + 60)
            #expect(anew.published.keys.map(\.keyID) == rows.map(\.kid))
            #expect(anew.active.keyID == rows[1].kid)
            #expect(try house.verified(token.token).subject == house.ana.id)

            // Whoever can write the database, and does not have the master key, publishes nothing.
            let forged = try SigningKey.generate(.es256).verificationKey.jwk.publicJSON
            _ = try await house.database.write {
                try $0.execute(
                    "UPDATE signing_keys SET public_jwk = $1 WHERE kid = $2",
                    [SQLValue(String(decoding: forged, as: UTF8.self)), SQLValue(rows[0].kid)])
            }
            try await keys.reload(at: over + 60)
            #expect(keys.published.keys.map(\.keyID) == rows.map(\.kid))
            _ = try await house.database.write {
                try $0.execute("UPDATE signing_keys SET sealed_private = '' WHERE kid = $1", [SQLValue(rows[0].kid)])
            }
            await #expect(throws: MasterKeyFault.self) { try await keys.reload(at: over + 60) }
        }
    }

    @Test("a retired key is published until its last token has expired", arguments: TestDatabase.all)
    func gone(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house in
            let old = house.authority.keys.active.keyID
            let token = try await house.named("ana", "long", expiresIn: 10 * Self.day)
            _ = try await rotate(house)
            let end = token.expiresIn + Self.now
            for moment in [Self.now + 2 * Self.day, end, end + 3_600] {
                try await house.authority.upkeep.sweep(at: moment)
                #expect(try await SigningKeys.list(house.database).count == 2, "\(moment - end)")
            }
            try await house.authority.upkeep.sweep(at: end + 3_601)
            #expect(try await SigningKeys.list(house.database).map(\.kid).contains(old) == false)
            try await house.authority.feed.poll(at: end + 3_601)
            #expect(house.authority.keys.published.keys.count == 1)
        }
    }

    @Test("by the clock: a successor when the key is old enough, and only one")
    func schedule() async throws {
        try await TestAuthority.run { house in
            let keys = house.authority.keys
            let period = 90 * Self.day
            #expect(try await keys.rotate(every: 0, announcedFor: 300, at: Self.now + 10 * period).isEmpty)
            #expect(try await keys.rotate(every: period, announcedFor: 300, at: Self.now + period - 1).isEmpty)
            let due = Self.now + period
            let done = try #require(try await keys.rotate(every: period, announcedFor: 300, at: due).first)
            #expect(done.activeAt == due + 300)
            #expect(try await keys.rotate(every: period, announcedFor: 300, at: due + 1).isEmpty)
            #expect(try await keys.rotate(every: period, announcedFor: 300, at: due + 300).isEmpty)
            #expect(try await keys.rotate(every: period, announcedFor: 300, at: due + 300 + period).isEmpty == false)
        }
    }

    @Test("caches keep the keys for no longer than until another one signs")
    func maximumAge() async throws {
        try await TestAuthority.run { house in
            let keys = house.authority.keys
            #expect(keys.maximumAge(at: Self.now) == 300)
            _ = try await rotate(house)
            let next = Self.now + Self.day
            for (moment, age) in [(Self.now, 300), (next - 300, 300), (next - 7, 7), (next, 300)] {
                #expect(keys.maximumAge(at: moment) == age)
            }
        }
    }
}
