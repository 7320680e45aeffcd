// The bodies that this server sends: JSON, signed text, pages, with the headers that each needs.

internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import NIOCore

enum Answer {
    /// JSON that only the asker may see: it holds a token, or what belongs to an account.
    static func secret(_ status: HTTPResponse.Status, _ json: [UInt8]) -> Response {
        var answer = body(status, "application/json", json)
        answer.headers[.cacheControl] = "no-store"
        return answer
    }

    /// A public document that any site may read.
    static func publicDocument(_ type: String, _ bytes: [UInt8], maximumAge: Int) -> Response {
        var answer = body(.ok, type, bytes)
        answer.headers[.cacheControl] = "public, max-age=\(maximumAge)"
        answer.headers[.accessControlAllowOrigin] = "*"
        return answer
    }

    static func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
        var answer = body(status, "text/plain; charset=utf-8", Array(text.utf8))
        answer.headers[.cacheControl] = "no-store"
        return answer
    }

    /// A page, which nobody may put into a frame or keep.
    ///
    /// - Parameter policy: what a browser is to keep from it; as it is, everything but the styles that stand in it.
    static func page(
        _ html: String,
        _ status: HTTPResponse.Status = .ok,
        policy: String =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; "
            + "form-action 'none'"
    ) -> Response {
        var answer = body(status, "text/html; charset=utf-8", Array(html.utf8))
        answer.headers[.contentSecurityPolicy] = policy
        answer.headers[.frameOptions] = "DENY"
        answer.headers[.cacheControl] = "no-store"
        return answer
    }

    /// Sends a browser elsewhere with a GET, whatever it came with (RFC 9700 §4.12).
    static func redirect(to location: String) -> Response {
        Response(
            status: .seeOther,
            headers: [.location: location, .cacheControl: "no-store", .referrerPolicy: "no-referrer"]
        )
    }

    static func empty(_ status: HTTPResponse.Status) -> Response {
        Response(status: status, headers: [.cacheControl: "no-store"])
    }

    static func body(_ status: HTTPResponse.Status, _ type: String, _ bytes: [UInt8]) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: type,
                .xContentTypeOptions: "nosniff",
                .referrerPolicy: "no-referrer",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}
