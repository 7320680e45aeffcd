// One event of the stream of changes: what its JSON says.

internal import JOSE

/// What an issuer tells of its status lists.
enum StatusChange: Hashable, Sendable {
    /// Where the log stands: the first event of a connection, and the heartbeat.
    case version(Int)
    /// Indexes of a list were revoked.
    case revoked(uri: String, Range<Int>)
    /// A list is to be fetched again.
    case resync(uri: String)
    /// Every list is to be fetched again.
    case resyncAll
    /// The keys are to be fetched again.
    case keys
    /// Something that this verifier does not know, and that names no list.
    case unknown

    /// Far from where adding to it overflows.
    private static let highestVersion = 1 << 60

    /// Reads the data of an event.
    ///
    /// What can't be understood is no reason to miss a revocation: where a list is named, it is to be fetched again, and
    /// where nothing can be read, every list is.
    init(parsing data: [UInt8]) {
        do {
            let object = try JSONDocument.object(
                parsing: data, limits: JSONLimits(length: EventParser.maximumLength, depth: 4))
            self = StatusChange.read(object)
        } catch {
            self = .resyncAll
        }
    }

    private static func read(_ object: JSONValue) -> StatusChange {
        let isResync = object["resync"]?.bool == true
        if let member = object["uri"] {
            guard let uri = member.string else { return .resyncAll }
            guard !isResync, let index = object["idx"]?.integer, let count = object["count"]?.integer,
                index >= 0, index < StatusWords.maximumCount, count >= 1,
                count <= StatusWords.maximumCount - index
            else { return .resync(uri: uri) }
            return .revoked(uri: uri, index..<(index + count))
        }
        if isResync { return .resyncAll }
        if object["keys"]?.bool == true { return .keys }
        if let version = object["version"]?.integer, (0...highestVersion).contains(version) {
            return .version(version)
        }
        return .unknown
    }

    /// The name of its kind in metrics: a closed set.
    var kind: Kind {
        switch self {
        case .version: .version
        case .revoked: .revoked
        case .resync: .resync
        case .resyncAll: .resyncAll
        case .keys: .keys
        case .unknown: .unknown
        }
    }

    enum Kind: String, CaseIterable, Sendable {
        case version, revoked, resync, resyncAll = "resync_all", keys, unknown
    }
}
