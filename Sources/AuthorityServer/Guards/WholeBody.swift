// The body of a request, whole, and never more of it than an endpoint takes.

internal import Hummingbird
internal import NIOCore
internal import OAuth

extension Request {
    /// Reads the body, and keeps it for whoever reads it next.
    ///
    /// - Throws: ``OAuthRefusal`` `payload_too_large`; `invalid_request` where its sender went away.
    mutating func wholeBody(upTo limit: Int) async throws(OAuthRefusal) -> ByteBuffer {
        do {
            return try await collectBody(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw OAuthRefusal(.payloadTooLarge, "the body has at most \(limit) bytes here")
        } catch {
            throw OAuthRefusal(.invalidRequest, "the body did not come whole")
        }
    }
}
