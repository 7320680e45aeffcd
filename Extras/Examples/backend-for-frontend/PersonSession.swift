// The tokens of one signed-in browser, renewed once however many requests want them at the same moment.

import JOSE

actor PersonSession {
    nonisolated let subject: String
    nonisolated let name: String?
    private(set) var tokens: Tokens
    private var renewing: Task<Tokens, any Error>?

    init(_ tokens: Tokens, of person: VerifiedToken) {
        self.tokens = tokens
        subject = person.subject
        name = (person["name"] ?? person["preferred_username"])?.string
    }

    /// An access token that is good for the next request.
    ///
    /// - Parameter refused: one that the API has just refused, whatever its end.
    /// - Throws: ``IssuerFault``.
    func accessToken(insteadOf refused: String? = nil, by issuer: IssuerClient) async throws -> String {
        if tokens.isFresh, tokens.access != refused { return tokens.access }
        if let renewing { return try await renewing.value.access }
        let task = Task {
            defer { renewing = nil }
            tokens = Tokens(try await issuer.renew(tokens), keeping: tokens)
            return tokens
        }
        renewing = task
        return try await task.value.access
    }
}
