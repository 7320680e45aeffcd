// Listening to the changes: from now on, or from where a listener was cut off.

internal import OAuth
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
        guard let known = DecimalDigits.number(id.utf8), known <= version else {
            return [ChangeEvent(version, .resyncAll)]
        }
        // What came after this version was told to the subscription as it came.
        let missed = ChangeFeed.events(of: try await news(after: known), from: known, to: version)
            .filter { $0.version <= version }
        // What it knows already comes first: cut off before the rest, it must not have moved on.
        let keys = hasWithdrawnKeys ? [ChangeEvent(version, .keys)] : []
        return [ChangeEvent(known, .version)] + missed + keys
    }
}
