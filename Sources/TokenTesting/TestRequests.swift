// Sending a token with Hummingbird's test client, and reading what the answer says of it.

public import HTTPTypes
public import HummingbirdTesting
internal import HummingbirdTokens
public import NIOCore

extension TestClientProtocol {
    /// Sends a request with a token in its `Authorization` header.
    ///
    /// - Parameter token: `nil` sends none.
    /// - Returns: what the closure returns; the answer where there is none.
    /// - Throws: what sending or the closure throws.
    @discardableResult
    public func execute<Return>(
        uri: String,
        method: HTTPRequest.Method,
        token: String?,
        headers: HTTPFields = [:],
        body: ByteBuffer? = nil,
        testCallback: @escaping (TestResponse) async throws -> Return = { $0 }
    ) async throws -> Return {
        var headers = headers
        if let token { headers[.authorization] = "Bearer \(token)" }
        return try await execute(
            uri: uri, method: method, headers: headers, body: body, testCallback: testCallback)
    }
}

extension TestResponse {
    /// What the API refused, read from the problem details and the challenge; `nil` when the answer is no such refusal.
    public var tokenError: TokenError? {
        guard status.code >= 400, headers[.contentType] == "application/problem+json" else { return nil }
        do {
            let problem = try JSONDocument.object(parsing: Array(body.readableBytesView))
            guard let code = problem["code"]?.string else { return nil }
            let error = challenges.lazy.compactMap { $0.parameters["error"] }.first
            return TokenError(status: status.code, code: code, error: error)
        } catch {
            return nil
        }
    }

    /// What the API asks for in `WWW-Authenticate`, in the order in which it stands there.
    public var challenges: [TestChallenge] {
        headers[values: .wwwAuthenticate].flatMap { TestChallenge.all(in: $0) }
    }
}
