// What the sample API answers.

internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import NIOCore
internal import OAuth

enum SampleAnswer {
    /// Who is calling, and what they may do: all of it from the token alone.
    static func me(_ token: VerifiedToken, at now: Int) -> Response {
        json(.ok) { json in
            json.member("sub", token.subject)
            json.member("client_id", token.clientID)
            json.member("scope", token.scopes.description)
            if let audience = token[.audience] { json.member("aud", audience) }
            json.member("expires_in", max(0, token.expiresAt - now))
        }
    }

    static func list(_ name: String, _ entries: [Shelf.Entry]) -> Response {
        json(.ok) { json in
            json.array(name, entries) { json, entry in write(entry, to: &json) }
        }
    }

    static func created(_ entry: Shelf.Entry) -> Response {
        json(.created) { json in write(entry, to: &json) }
    }

    private static func write(_ entry: Shelf.Entry, to json: inout JSONWriter) {
        json.member("id", entry.id)
        json.member("text", entry.text)
    }

    private static func json(_ status: HTTPResponse.Status, _ body: (inout JSONWriter) -> Void) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: JSONWriter.object(body)))
        )
    }
}
