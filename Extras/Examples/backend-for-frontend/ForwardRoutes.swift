// What a page asks of the API goes through here: the person's token is put in, and nothing of the browser goes along.

import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

struct ForwardRoutes: Sendable {
    let site: Site

    /// What the API gets to see of a request. A list of what is left out would miss the next header that says who somebody
    /// is: cookies, credentials, and every `X-Forwarded-User` and `X_Forwarded_User` stay here.
    private static let sent: [HTTPField.Name] = [
        .accept, .acceptLanguage, .contentType, .ifMatch, .ifNoneMatch, .ifModifiedSince, .ifUnmodifiedSince,
    ]
    /// What a page gets to see of an answer; neither cookies of the API nor its challenge.
    private static let answered: [HTTPField.Name] = [
        .contentType, .contentLanguage, .eTag, .lastModified, .retryAfter, .contentDisposition,
    ]
    private static let longestBody = 1_048_576

    /// `/api/…`
    func forward(_ request: Request, _ context: some RequestContext) async throws -> Response {
        let cookie = site.cookies.value(site.cookies.session, of: request)
        guard let person = await site.sessions.find(cookie) else { return over() }
        guard let url = target(of: request) else {
            return Page.problem(.notFound, "this path is not one that is passed on")
        }
        let body = try await request.body.collect(upTo: Self.longestBody)
        do {
            var token = try await person.accessToken(by: site.issuer)
            var answer = try await send(request, body, to: url, token)
            if answer.status == .unauthorized {
                // Taken back before its end: whether the sign-in still stands, only the authority knows.
                token = try await person.accessToken(insteadOf: token, by: site.issuer)
                answer = try await send(request, body, to: url, token)
            }
            return answer.status == .unauthorized ? await end(cookie) : read(answer)
        } catch IssuerFault.refused {
            return await end(cookie)
        } catch {
            context.logger.warning("not passed on", metadata: ["why": "\(error)"])
            return Page.problem(.badGateway, "the API or the authority can't be reached just now")
        }
    }

    /// The URL at the API: only paths that were written down, of plain segments, so that no reader takes one for another.
    private func target(of request: Request) -> String? {
        let path = request.uri.path
        guard path.utf8.starts(with: "/api/".utf8) else { return nil }
        let segments = path.utf8.dropFirst(5).split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false
        )
        .map { String(decoding: $0, as: UTF8.self) }
        let isPlain = segments.allSatisfy { segment in
            !segment.isEmpty && segment != "." && segment != ".."
                && segment.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                        || "-._~".utf8.contains(byte)
                }
        }
        guard isPlain, let first = segments.first, site.settings.paths.contains(first) else { return nil }
        return "\(site.settings.api)/\(segments.joined(separator: "/"))"
            + (request.uri.query.map { "?\($0)" } ?? "")
    }

    private func send(_ request: Request, _ body: ByteBuffer, to url: String, _ token: String) async throws
        -> HTTPClientResponse
    {
        var sent = HTTPClientRequest(url: url)
        sent.method = .RAW(value: request.method.rawValue)
        for name in Self.sent {
            for value in request.headers[values: name] { sent.headers.add(name: name.rawName, value: value) }
        }
        sent.headers.add(name: "authorization", value: "Bearer \(token)")
        if body.readableBytes > 0 { sent.body = .bytes(body) }
        return try await site.http.execute(sent, timeout: .seconds(30))
    }

    private func read(_ answer: HTTPClientResponse) -> Response {
        var headers: HTTPFields = [.cacheControl: "no-store", .xContentTypeOptions: "nosniff"]
        for name in Self.answered {
            for value in answer.headers[name.rawName] { headers.append(HTTPField(name: name, value: value)) }
        }
        return Response(
            status: .init(code: Int(answer.status.code)), headers: headers,
            body: ResponseBody(asyncSequence: answer.body))
    }

    /// The authority no longer stands by this sign-in, so it ends here as well.
    private func end(_ cookie: String?) async -> Response {
        _ = await site.sessions.take(cookie)
        return over()
    }

    private func over() -> Response {
        var answer = Page.problem(.unauthorized, "nobody is signed in here; go to /login")
        site.cookies.clear(site.cookies.session, on: &answer)
        return answer
    }
}
