// Hearing from APIs which lasting tokens were used: /api/token-uses.

internal import Authority
internal import Hummingbird
internal import JOSE
internal import OAuth

struct UseRoutes: Sendable {
    let authority: Authority
    let clients: AuthenticateClient

    /// A thousand uses with the longest addresses.
    private static let limit = 262_144

    /// `POST /api/token-uses`
    func note(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let body = try await JSONBody(of: request, members: ["uses"], limit: UseRoutes.limit)
        let caller = try await clients.client(of: request, context, at: now)
        let uses = try body.objects("uses", members: ["jti", "at", "address"]) ?? []
        guard (1...Tokens.longestReport).contains(uses.count) else {
            throw OAuthRefusal(.invalidRequest, "uses is an array of 1 to \(Tokens.longestReport) objects")
        }
        try await authority.tokens.noteUses(try uses.map(UseRoutes.use), by: caller, at: now)
        return Answer.empty(.noContent)
    }

    private static func use(_ value: JSONValue) throws(OAuthRefusal) -> TokenUse {
        guard let identifier = value["jti"]?.string, let time = value["at"]?.integer else {
            throw OAuthRefusal(
                .invalidRequest, "each use has a jti, a string, and at, whole seconds since 1970")
        }
        let address = value["address"]
        guard address == nil || address?.isNull == true || address?.string != nil else {
            throw OAuthRefusal(.invalidRequest, "the address of a use is a string")
        }
        return TokenUse(identifier: identifier, time: time, address: address?.string)
    }
}
