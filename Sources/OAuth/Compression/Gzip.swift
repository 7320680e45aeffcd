// The gzip format (RFC 1952), for bodies that travel compressed.

package enum Gzip {
    /// Compresses a body at a middling level: what is signed is compressed already, and only its base64 is won back.
    ///
    /// - Returns: `nil` only when memory is wanting.
    package static func compress(_ bytes: [UInt8]) -> [UInt8]? { Zlib.deflate(bytes, .gzip, level: 6) }
}
