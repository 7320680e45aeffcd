// What a token is worth, and the end of one: /oauth/introspect, /oauth/revoke, /oauth/revoke-leaked.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import Logging
internal import OAuth

struct TokenStateRoutes: Sendable {
    let authority: Authority
    let clients: AuthenticateClient
    let place: ServerPlace
    private let throttle = RequestThrottle(requests: 30, seconds: 60)

    init(authority: Authority, clients: AuthenticateClient, place: ServerPlace) {
        self.authority = authority
        self.clients = clients
        self.place = place
    }

    private static let signedType = "application/token-introspection+jwt"
    /// Tokens of one report, and the bytes of its body.
    private static let (mostTokens, longestReport) = (100, 262_144)

    /// `POST /oauth/introspect` (RFC 7662 §2, RFC 9701 §4)
    func introspect(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        try await unlessBroken(context) {
            let form = try await FormBody(of: request)
            let caller = try await clients.proven(of: request, context, form: form, at: now)
            // What kind of token it is shows in the token: a wrong hint changes nothing.
            let token = try await authority.tokens.introspect(form.required("token"), for: caller, at: now)
            guard TokenStateRoutes.wantsSigned(request) else {
                return Answer.secret(.ok, JSONWriter.object { ActiveToken.write(token, to: &$0) })
            }
            let text = try authority.tokens.signedAnswer(token, for: caller, at: now)
            var answer = Answer.body(.ok, TokenStateRoutes.signedType, Array(text.utf8))
            answer.headers[.cacheControl] = "no-store"
            return answer
        }
    }

    /// `POST /oauth/revoke` (RFC 7009 §2): 200 for whatever is not a token of the client, and never 200 for a token
    /// that could not be taken back.
    func revoke(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        try await unlessBroken(context) {
            let form = try await FormBody(of: request)
            let caller = try await clients.client(of: request, context, form: form, at: now)
            try await authority.tokens.revoke(form.required("token"), by: caller, at: now)
            return Answer.empty(.ok)
        }
    }

    /// `POST /oauth/revoke-leaked`: anyone may end a token by showing it. The answer is the same whatever they were.
    func revokeLeaked(
        _ request: Request,
        _ context: some ServerContext,
        at now: Int
    ) async throws -> Response {
        try await unlessBroken(context) {
            try throttle.admit(place.clientAddress(of: request, context), at: now)
            let body = try await JSONBody(
                of: request, members: ["tokens"], limit: TokenStateRoutes.longestReport)
            let tokens = try body.strings("tokens") ?? []
            guard (1...TokenStateRoutes.mostTokens).contains(tokens.count) else {
                throw OAuthRefusal(
                    .invalidRequest, "tokens is an array of 1 to \(TokenStateRoutes.mostTokens) tokens")
            }
            let ended = try await authority.tokens.revokeLeaked(tokens, at: now)
            if !ended.isEmpty {
                context.logger.notice(
                    "tokens that were found were taken back",
                    metadata: ["ids": "\(ended.joined(separator: " "))"]
                )
            }
            return Answer.secret(.accepted, JSONWriter.object { $0.member("received", tokens.count) })
        }
    }

    /// A fault of ours is 503: whoever hears it must take the token as alive (RFC 7009 §2.2.1), and tries again.
    private func unlessBroken(
        _ context: some ServerContext,
        _ body: () async throws -> Response
    ) async throws -> Response {
        do {
            return try await body()
        } catch let refusal as OAuthRefusal {
            throw refusal
        } catch {
            context.logger.error("request failed", metadata: ["error": "\(error)"])
            throw OAuthRefusal(
                .temporarilyUnavailable,
                "nothing was decided or changed; the log has it under request \(context.id)",
                retryAfter: 5
            )
        }
    }

    /// Whether the signed form is asked for (RFC 9701 §4).
    private static func wantsSigned(_ request: Request) -> Bool {
        request.headers[values: .accept].contains { header in
            header.split(separator: ",").contains { MediaType($0).isSame(signedType) }
        }
    }
}
