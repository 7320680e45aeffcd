// What becomes of a token whose status list can't be had.

/// What to do when a token's status can't be known: its list was never fetched, or has expired.
///
/// A token that the last known list calls revoked is refused either way.
public enum StatusUnavailable: Hashable, Sendable {
    /// Refuse the token with `status_unavailable`: our fault, so 503 and not 401.
    case refuse
    /// Accept the token for that long after its status became unknown, then refuse it.
    case acceptFor(Duration)

    func accepts(since: Int, at now: Int) -> Bool {
        switch self {
        case .refuse: false
        case .acceptFor(let duration): now - since < Int(duration.components.seconds)
        }
    }
}
