// The version of what every request asks for: accounts, APIs, clients, and what they hold.

package import SQL

/// The version of the directory. Whoever writes to one of its tables advances it in the same transaction, so whoever has
/// read something of a version, and sees that version again, need not read it again.
package enum DirectoryVersion {
    package static func newest(in transaction: any SQLTransaction) throws -> Int {
        try Counter.directory.newest(in: transaction)
    }

    static func advance(in transaction: any SQLTransaction) throws {
        _ = try Counter.directory.next(in: transaction)
    }
}
