// The metadata of an API at its well-known place, for everyone to read (RFC 9728 §3).

internal import HTTPTypes
public import Hummingbird
internal import NIOCore
public import OAuth

extension RouterMethods {
    /// Answers with an API's metadata at its well-known path. A ``TokenMiddleware`` that was given the metadata does so by
    /// itself for the routes that it guards and for paths that have no route; where it guards a group only, this serves it.
    ///
    /// - Returns: the router.
    @discardableResult
    public func serve(_ metadata: ProtectedResourceMetadata) -> Self {
        get(RouterPath(metadata.path)) { _, _ in metadata.response }
    }
}

extension ProtectedResourceMetadata {
    /// The answer, if a request asks for this document.
    func answer(to request: Request) -> Response? {
        request.method == .get && request.uri.path.utf8.elementsEqual(path.utf8) ? response : nil
    }

    /// The document. Clients that run in a browser read it, too: there is nothing in it that is not for everyone.
    var response: Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "application/json", .cacheControl: "public, max-age=3600",
                .accessControlAllowOrigin: "*",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json))
        )
    }
}
