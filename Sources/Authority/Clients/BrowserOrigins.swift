// The origins of browser apps: those of the redirect URIs that public clients are registered with, and no others.

internal import OAuth
internal import Records
internal import SQL
internal import Synchronization

/// Which sites' scripts may read the answers of the token endpoint (browser-based apps are public clients).
package final class BrowserOrigins: Sendable {
    private struct Known {
        var origins: Set<[UInt8]> = []
        /// The version of the directory that they are of.
        var version: Int?
    }

    private let database: any SQLDatabase
    private let known = Mutex(Known())

    init(database: any SQLDatabase) { self.database = database }

    /// Whether a script of this origin may read what its client is answered. The clients are read again when one changed.
    ///
    /// - Parameter origin: as the browser sent it. It is compared byte for byte, as browsers write it.
    package func allows(_ origin: String) async throws -> Bool {
        let bytes = Array(origin.utf8)
        guard (1...512).contains(bytes.count) else { return false }
        let before = known.withLock { $0 }
        let now = try await database.read { db -> Known in
            let version = try DirectoryVersion.newest(in: db)
            guard before.version != version else { return before }
            let clients = try Client.all(in: db).filter { $0.disabledAt == nil }.map {
                try RegisteredClient($0)
            }
            let origins = clients.filter(\.isPublic).flatMap(\.redirects).compactMap(\.browserOrigin)
            return Known(origins: Set(origins), version: version)
        }
        known.withLock { $0 = now }
        return now.origins.contains(bytes)
    }
}

extension RedirectURI {
    /// The origin of the pages that are served there; `nil` for an app that took a scheme.
    fileprivate var browserOrigin: [UInt8]? {
        if case .scheme = kind { return nil }
        let bytes = Array(value.utf8)
        guard let slashes = bytes.firstIndex(of: UInt8(ascii: "/")), bytes.count > slashes + 2 else {
            return nil
        }
        let host = bytes[(slashes + 2)...].prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        return Array(bytes[..<(slashes + 2)] + host)
    }
}
