// Inflating a compressed content, only where the caller brings what inflates, and only to a bound.

/// What inflates the content of a JWE whose header says `zip` (RFC 7516 §4.1.3). Without one such a JWE is
/// refused; and none is ever made here, because how well a secret compresses tells of it.
public struct Inflater: Sendable {
    /// The longest content in bytes.
    public let limit: Int

    private let inflate: @Sendable ([UInt8], Int) throws -> [UInt8]

    /// An inflater.
    ///
    /// - Parameters:
    ///   - limit: the longest content in bytes.
    ///   - inflate: takes a stream of raw DEFLATE (RFC 1951) and the bound; throws rather than to go beyond
    ///     it, and when the stream is damaged, cut or followed by other bytes.
    /// - Throws: nothing itself; what `inflate` throws becomes ``JOSEError/inflation(limit:)`` when a content
    ///   is read.
    public init(limit: Int, _ inflate: @escaping @Sendable ([UInt8], Int) throws -> [UInt8]) {
        self.limit = limit
        self.inflate = inflate
    }

    /// The content of a stream.
    ///
    /// - Throws: ``JOSEError/inflation(limit:)``.
    func content(of stream: [UInt8]) throws(JOSEError) -> [UInt8] {
        do {
            let content = try inflate(stream, limit)
            guard content.count <= limit else { throw JOSEError.inflation(limit: limit) }
            return content
        } catch {
            throw .inflation(limit: limit)
        }
    }
}
