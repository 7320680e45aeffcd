// Why a database can't be used by this version of the program.

/// A database whose tables this program can't work with.
package enum SchemaFault: Error, Hashable, Sendable {
    /// A newer program has changed the tables in ways that this one doesn't know.
    case newer(found: Int, known: Int)
}

extension SchemaFault: CustomStringConvertible {
    /// One sentence for an operator: what is wrong and what to do.
    package var description: String {
        switch self {
        case .newer(let found, let known):
            "this database was written by a newer tessera (schema \(found), this one knows \(known)): "
                + "install the newer version or restore a backup; nothing was changed"
        }
    }
}
