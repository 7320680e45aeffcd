// The body of a refusal: problem details (RFC 9457) with a stable code.

package import HTTPTypes
package import Hummingbird
internal import JOSE
internal import NIOCore

/// A refusal as `application/problem+json`. Thrown from a handler, it is the answer.
package struct Problem: HTTPResponseError {
    package let status: HTTPResponse.Status
    /// The stable code, for programs.
    package let code: String
    /// What was wrong, what was expected, what to do; for people.
    package let detail: String
    /// The codes of all faults, where there are several.
    package var violations: [String] = []
    /// The scopes that were wanting, and those that were there.
    package var scopes: (need: [String], have: [String])?
    package var headers: HTTPFields = [:]

    package init(_ status: HTTPResponse.Status, code: String, detail: String) {
        self.status = status
        self.code = code
        self.detail = detail
    }

    package var response: Response {
        let json = JSONWriter.object { json in
            // No page of documentation has this problem as its type, so the title is the status's (RFC 9457 §4.2.1).
            json.member("type", "about:blank")
            json.member("title", status.reasonPhrase)
            json.member("status", status.code)
            json.member("code", code)
            json.member("detail", detail)
            if violations.count > 1 { json.member("violations", violations) }
            if let scopes {
                json.member("need", scopes.need)
                json.member("have", scopes.have)
            }
        }
        var headers = headers
        headers[.contentType] = "application/problem+json"
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }

    package func response(from request: Request, context: some RequestContext) throws -> Response { response }
}
