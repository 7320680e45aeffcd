// Listening to the changes: from now on, or from where a listener was cut off.

internal import Records
internal import SQL

extension ChangeFeed {
    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - id: the version that the listener knows, as it says; `nil` to begin at the newest.
    ///   - hangUp: closes the connection of a listener who takes nothing.
    /// - Throws: ``OAuthRefusal`` `temporarily_unavailable`, or a fault of the database.
    package func subscribe(
        after id: String?,
        at now: Int,
        hangUp: @escaping @Sendable () -> Void = {}
    ) async throws -> ChangeSubscription {
        try await checkFreshness(at: now)
        // Another node may have told this listener what we have not read yet.
        await wake()
        // Listened to first and read then, so that nothing falls between the two.
        let (subscription, version) = add(hangUp: hangUp)
        do {
            subscription.begin(with: try await beginning(after: id, at: version))
        } catch {
            subscription.end()
            throw error
        }
        return subscription
    }

    private func beginning(after id: String?, at version: Int) async throws -> [ChangeEvent] {
        guard let id else { return [ChangeEvent(version, .version)] }
        // A number of the future comes from a database that was put back.
        guard let known = ChangeFeed.number(id), known <= version else {
            return [ChangeEvent(version, .resyncAll)]
        }
        let (changes, lists) = try await changes(after: known)
        let missed =
            changes.count <= ChangeFeed.batch
            ? changes.filter { $0.version <= version }.map(ChangeEvent.init)
            : ChangeEvent.resyncs(of: lists, from: known, to: version)
        // What it knows already comes first: cut off before the rest, it must not have moved on.
        let keys = hasWithdrawnKeys ? [ChangeEvent(version, .keys)] : []
        return [ChangeEvent(known, .version)] + missed + keys
    }

    /// The digits of an event's id.
    private static func number(_ id: String) -> Int? {
        guard (1...18).contains(id.utf8.count), id.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(id)
    }
}
