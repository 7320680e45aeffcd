// The names of authorizations, and what codes and tokens carry of one.

/// `aut_` and 16 characters, of which the first are the time, so that the authorizations of today stand together in the index
/// by which each of their tokens is looked up.
package enum AuthorizationName {
    /// Characters after the kind.
    static let length = 16

    private static let kind = "aut_"

    package static func new(at now: Int) -> String { RandomSecret.identifier("aut", at: now) }

    /// What a token carries of a name.
    static func bare(_ name: String) -> String { String(name.dropFirst(kind.count)) }

    /// The name of which a token carries this.
    static func of(bare: some Collection<UInt8>) -> String { kind + String(decoding: bare, as: UTF8.self) }

    /// The name that a `jti` ends with, if its token is one of a grant.
    static func of(jti: String) -> String {
        of(bare: jti.utf8.split(separator: UInt8(ascii: ".")).last ?? [][...])
    }
}
