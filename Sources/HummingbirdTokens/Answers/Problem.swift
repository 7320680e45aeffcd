// A refusal that is an answer: problem details, thrown from wherever they are met.

package import HTTPTypes
package import Hummingbird
internal import NIOCore
package import OAuth

/// A refusal as `application/problem+json`. Thrown from a handler, it is the answer.
package struct Problem: HTTPResponseError {
    package let status: HTTPResponse.Status
    package var details: ProblemDetails
    package var headers: HTTPFields = [:]

    package init(_ status: HTTPResponse.Status, code: String, detail: String) {
        self.status = status
        details = ProblemDetails(
            status: status.code,
            title: status.reasonPhrase,
            code: code,
            detail: detail
        )
    }

    package var response: Response {
        var headers = headers
        headers[.contentType] = ProblemDetails.mediaType
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: details.json))
        )
    }

    package func response(from request: Request, context: some RequestContext) throws -> Response { response }
}
