// The body of an answer that does not end: its bytes as they come in.

/// The bytes of a stream of events, in the pieces in which they arrive.
///
/// Whoever makes one ends it with an error where the connection breaks, and without one where the server closed it. It is
/// read once. Cancelling the task that reads it closes the connection.
public struct EventBytes: AsyncSequence, Sendable {
    /// A piece of the body.
    public typealias Element = [UInt8]
    /// Whatever broke the connection.
    public typealias Failure = any Error

    private let chunks: any AsyncSequence<[UInt8], any Error> & Sendable

    /// The bytes of another sequence.
    public init(_ chunks: any AsyncSequence<[UInt8], any Error> & Sendable) { self.chunks = chunks }

    /// Begins to read.
    public func makeAsyncIterator() -> Iterator { Iterator(chunks.makeAsyncIterator()) }

    /// Reads one piece after the other.
    public struct Iterator: AsyncIteratorProtocol {
        private var iterator: any AsyncIteratorProtocol<[UInt8], any Error>

        fileprivate init(_ iterator: any AsyncIteratorProtocol<[UInt8], any Error>) {
            self.iterator = iterator
        }

        /// The next piece; `nil` when the server has closed the stream.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> [UInt8]? {
            try await iterator.next(isolation: actor)
        }

        /// The next piece; `nil` when the server has closed the stream.
        public mutating func next() async throws -> [UInt8]? { try await next(isolation: nil) }
    }
}
