// The listener that encrypts nothing: it says where the issuer is, and takes nothing in.

internal import HTTPTypes
package import Hummingbird

/// Answers every request on the plain port: a reader is sent to the same path of the issuer, and whoever sends something is
/// told that it was sent for all to read.
package struct RedirectToIssuer: HTTPResponder {
    package typealias Context = BasicRequestContext

    private let origin: @Sendable () -> String?

    /// - Parameter origin: `https://HOST` with its port, from the settings alone; `nil` until it is known.
    package init(origin: @escaping @Sendable () -> String?) { self.origin = origin }

    package func respond(to request: Request, context: Context) async throws -> Response {
        guard let origin = origin() else {
            return RedirectToIssuer.text(.serviceUnavailable, "not ready yet")
        }
        // What is sent here has been read by whoever likes to. An answer that works would hide it.
        guard request.method == .get || request.method == .head, request.headers[.authorization] == nil else {
            return RedirectToIssuer.text(
                .forbidden,
                "this connection is not encrypted, and whatever was sent on it could be read by others: take back the token or "
                    + "change the password, and use \(origin) from now on"
            )
        }
        let (path, query) = (request.uri.path, request.uri.query.map { "?\($0)" } ?? "")
        // A path that does not begin with a slash would change the host: https://auth.example.com@elsewhere.
        guard path.utf8.first == UInt8(ascii: "/") else {
            return RedirectToIssuer.text(.badRequest, "a path begins with a slash")
        }
        var answer = RedirectToIssuer.text(.movedPermanently, "")
        answer.headers[.location] = origin + path + query
        return answer
    }

    private static func text(_ status: HTTPResponse.Status, _ sentence: String) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "text/plain; charset=utf-8", .cacheControl: "no-store", .connection: "close",
            ],
            body: ResponseBody(byteBuffer: .init(string: sentence.isEmpty ? "" : sentence + "\n"))
        )
    }
}
