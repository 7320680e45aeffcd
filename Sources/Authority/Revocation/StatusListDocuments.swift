// The status lists as they are served: signed documents made of the change log.

internal import JOSE
package import OAuth
internal import Records
package import SQL

/// A signed status list, and what a cache may know of it.
package struct StatusListDocument: Sendable {
    /// The compact JWS.
    package let text: String
    /// Changes with the text.
    package let entityTag: String
    /// Seconds after which a verifier should ask again.
    package let timeToLive: Int
}

/// Makes the documents, and keeps each until its list changes or it grows old.
///
/// Every request asks the database for the newest change, so that a revocation by another process shows at
/// once.
package actor StatusListDocuments {
    private let issuer: Issuer
    private let database: any SQLDatabase
    private let keys: SigningKeys
    private let timeToLive: Int
    private var kept: [Int: Kept] = [:]

    /// Seconds that a document may be used for; after a quarter of them it is signed again.
    private static let lifetime = 3_600

    private struct Kept {
        /// Up to the last one that is set: a year of whole lists would take a gigabyte.
        var bits: StatusBits
        /// The newest change of this list.
        var version: Int
        /// The newest change of any list when this one was last brought up to date.
        var seen: Int
        var signedAt: Int
        var document: StatusListDocument
    }

    package init(issuer: Issuer, database: any SQLDatabase, keys: SigningKeys, timeToLive: Int) {
        self.issuer = issuer
        self.database = database
        self.keys = keys
        self.timeToLive = timeToLive
    }

    /// The list of that number.
    ///
    /// - Throws: ``OAuthRefusal`` `not_found` when there is none, or it has retired with its last token.
    package func document(of list: Int, at now: Int) async throws -> StatusListDocument {
        let known = kept[list]?.seen
        let news = try await database.read { db -> News? in
            guard try Records.StatusLists.find(number: list, in: db) != nil else { return nil }
            let newest = try StatusChanges.newestVersion(in: db)
            guard newest != known else { return News(newest: newest, changes: []) }
            // After a start everything of this list, later only what came since.
            return News(
                newest: newest, changes: try StatusChanges.of(list: list, after: known ?? 0, in: db))
        }
        // What came since helps only one who still has what was before.
        guard let news, known == nil || kept[list] != nil else {
            kept[list] = nil
            throw OAuthRefusal(
                .notFound, "there is no status list \(list); it may have retired with its last token")
        }
        return try update(list, with: news, at: now)
    }

    private struct News: Sendable {
        let newest: Int
        let changes: [StatusChange]
    }

    /// Adds what is new. Requests overlap while they wait for the database, so nothing here may go backwards:
    /// bits are only ever set, and versions only grow.
    private func update(_ list: Int, with news: News, at now: Int) throws -> StatusListDocument {
        let end = news.changes.map { $0.index + $0.count }.max() ?? 0
        var bits = StatusBits(count: end).union(kept[list]?.bits ?? StatusBits(count: 0))
        var version = kept[list]?.version ?? 0
        let isNew = news.changes.contains { $0.version > version }
        for change in news.changes {
            bits.invalidate(change.index, count: change.count)
            version = max(version, change.version)
        }
        if let old = kept[list], !isNew, now - old.signedAt < StatusListDocuments.lifetime / 4 {
            kept[list]?.seen = max(old.seen, news.newest)
            return old.document
        }
        let token = StatusListToken(
            uri: issuer.url("/status/\(list)"),
            bits: StatusBits(count: Records.StatusLists.size).union(bits),
            issuedAt: now,
            expiresAt: now + StatusListDocuments.lifetime,
            timeToLive: timeToLive,
            version: version
        )
        let document = StatusListDocument(
            text: try token.sign(with: keys.active),
            entityTag: "\"\(list)-\(version)-\(now)\"",
            timeToLive: timeToLive
        )
        let seen = max(kept[list]?.seen ?? 0, news.newest)
        kept[list] = Kept(bits: bits, version: version, seen: seen, signedAt: now, document: document)
        return document
    }
}
