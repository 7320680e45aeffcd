// The names of authorizations, and what codes and tokens carry of one.

internal import JOSE

/// `aut_` and 16 characters: the second in which it was made, and 64 random bits. What is made within an hour or so stands
/// together in the index by which each of its tokens is looked up, and is found in pages that are in memory, however large the
/// table is. A name is no secret: whoever may read a token of an authorization knows it.
package enum AuthorizationName {
    /// Characters after the kind.
    static let length = 16

    private static let kind = "aut_"

    package static func new(at now: Int) -> String {
        let second = withUnsafeBytes(of: UInt32(truncatingIfNeeded: now).bigEndian, Array.init)
        return of(second + RandomSecret.bytes(8))
    }

    /// What a token carries of a name.
    static func bare(_ name: String) -> String { String(name.dropFirst(kind.count)) }

    /// The name of which a token carries these 12 bytes.
    static func of(_ bytes: [UInt8]) -> String { kind + Base64URL.encode(bytes) }

    /// The name of which a token carries these characters.
    static func of(bare: some Collection<UInt8>) -> String { kind + String(decoding: bare, as: UTF8.self) }

    /// The name that a `jti` ends with, if its token is one of a grant.
    static func of(jti: String) -> String {
        of(bare: jti.utf8.split(separator: UInt8(ascii: ".")).last ?? [][...])
    }
}
