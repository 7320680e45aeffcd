// What a token endpoint answered (RFC 6749 §5.1).

internal import Fetching
internal import JOSE

/// Tokens that just came. Printing them shows none.
struct ReceivedTokens: Sendable, CustomStringConvertible {
    let accessToken: String
    /// `Bearer` or `DPoP`.
    let type: String
    /// The second at which it is over, as far as the server said.
    let expiresAt: Int?
    let refreshToken: String?
    let scope: String?
    let idToken: String?
    /// The answer, whole.
    let object: JSONValue

    var description: String { "ReceivedTokens(hidden)" }

    init(_ answer: IncomingAnswer, at now: Int) throws(Failure) {
        do {
            object = try answer.object()
        } catch {
            throw Failure(.general, "the token endpoint did not answer with a JSON object: \(error.sentence)")
        }
        guard let token = object["access_token"]?.string, !token.isEmpty else {
            throw Failure(.general, "the token endpoint answered without an access_token")
        }
        let type = object["token_type"]?.string ?? ""
        guard ["bearer", "dpop"].contains(type.lowercased()) else {
            throw Failure(
                .general,
                "the token is of the type \(type.excerptForTerminal); only Bearer and DPoP are known here")
        }
        accessToken = token
        self.type = type.lowercased() == "dpop" ? "DPoP" : "Bearer"
        refreshToken = object["refresh_token"]?.string
        let own = ReceivedTokens.claims(of: token)?["exp"]?.integer
        let told = object["expires_in"]?.integer.map { ReceivedTokens.moment(after: $0, now) } ?? own
        // What nothing is said of is taken to last an hour where it can be renewed (RFC 6749 §5.1 leaves it open).
        expiresAt = told ?? (refreshToken == nil ? nil : now + 3_600)
        scope = object["scope"]?.string
        idToken = object["id_token"]?.string
    }

    /// A moment that another server puts so many seconds ahead; whatever it says, no more than ten years.
    static func moment(after seconds: Int, _ now: Int) -> Int { now + min(max(0, seconds), 315_360_000) }

    /// What the claims of a token say, where they can be read; nothing of it is checked.
    static func claims(of token: String) -> JSONValue? {
        do {
            return try TokenText(parsing: token).claims
        } catch {
            return nil  // An opaque token, which says nothing here.
        }
    }

    /// The APIs that a token names as its audience.
    static func audiences(of token: String) -> [String] {
        guard let audience = claims(of: token)?["aud"] else { return [] }
        return audience.string.map { [$0] } ?? audience.elements?.compactMap(\.string) ?? []
    }
}
