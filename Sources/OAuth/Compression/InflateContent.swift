// What inflates the compressed content of an encrypted token, for those who must read such.

public import JOSE

extension Inflater {
    /// Raw DEFLATE (RFC 1951, `"zip":"DEF"` of RFC 7516 §4.1.3) through the system's zlib.
    ///
    /// - Parameter limit: the longest content in bytes, 250 kB as RFC 8725bis recommends. Memory is taken as
    ///   the content grows, never for what a header promises.
    public static func deflate(limit: Int = 250_000) -> Inflater {
        Inflater(limit: limit) { stream, limit in
            guard let content = Zlib.inflate(stream, limit: limit, .none) else {
                throw JOSEError.inflation(limit: limit)
            }
            return content
        }
    }
}
