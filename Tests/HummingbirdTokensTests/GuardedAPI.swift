// An API as a user would write it, with the guard in front, for the tests to knock at.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import HummingbirdTokens
import JOSE
import NIOCore
import Support
import TokenVerifier

/// Routes of every kind, guarded by a verifier that trusts the test's issuer.
func guardedAPI(_ verifier: TokenVerifier) -> some ApplicationProtocol {
    guardedAPI(TokenMiddleware(verifier: verifier))
}

/// Routes of every kind behind a guard.
func guardedAPI(_ guardian: TokenMiddleware<TokenRequestContext>) -> some ApplicationProtocol {
    let router = Router(context: TokenRequestContext.self)
    router.add(middleware: guardian)
    router.get("me") { _, context in try context.requireToken().subject }
    router.post("echo") { request, _ in
        var request = request
        return String(buffer: try await request.collectBody(upTo: 100_000))
    }
    router.get("throws") { _, _ -> String in
        throw TokenRejection.scopeMissing(needed: ["a", "b"], held: ["c"])
    }
    let notes = router.group("notes")
    notes.requireScope("notes:read").get { _, context in try context.requireToken().subject }
    notes.requireScope("notes:read", "notes:write").post { _, _ in HTTPResponse.Status.created }
    notes.group("any").requireScope(anyOf: "notes:read", "notes:admin").get { _, _ in "any" }
    router.group("fresh").requireAuthentication(maxAge: .seconds(300)).get { _, _ in "fresh" }
    router.group("strong").requireAuthentication(maxAge: .seconds(300), acr: "mfa", "phr").get { _, _ in "strong" }
    return Application(router: router)
}

/// The members of a problem+json answer that tests look at.
struct Answer {
    let status: Int
    let challenge: String?
    let problem: JSONValue?

    init(_ response: TestResponse) {
        status = response.status.code
        challenge = response.headers[.wwwAuthenticate]
        let isProblem = response.headers[.contentType] == "application/problem+json"
        problem = isProblem ? try? JSONDocument.object(parsing: Array(response.body.readableBytesView)) : nil
    }

    var code: String? { problem?["code"]?.string }

    func strings(_ name: String) -> [String]? { problem?[name]?.elements?.compactMap(\.string) }
}

/// The seconds of now, so that tokens of these tests are good for the middleware, which reads the clock.
var today: Int { WallClock.seconds() }

extension TestIssuer {
    /// A token that is good now.
    func fresh(_ scopes: String = "notes:read", audience: String? = nil, ago: Int = 0) throws -> String {
        try token(audience: audience, scopes: scopes, issuedAt: today - ago)
    }
}

extension TestClientProtocol {
    /// Sends a request and reads the answer.
    func ask(
        _ uri: String,
        _ method: HTTPRequest.Method = .get,
        _ fields: [(HTTPField.Name, String)] = [],
        body: String? = nil
    ) async throws -> (answer: Answer, text: String) {
        var headers = HTTPFields()
        for (name, value) in fields { headers.append(HTTPField(name: name, value: value)) }
        let response = try await executeRequest(
            uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        return (Answer(response), String(buffer: response.body))
    }

    /// Sends a request with a token.
    func ask(
        _ uri: String,
        _ method: HTTPRequest.Method = .get,
        token: String,
        body: String? = nil
    ) async throws -> (answer: Answer, text: String) {
        try await ask(uri, method, [(.authorization, "Bearer \(token)")], body: body)
    }
}

/// The same without the guard, as one who forgot it would write it.
func unguardedAPI() -> some ApplicationProtocol {
    let router = Router(context: TokenRequestContext.self)
    router.get("me") { _, context in try context.requireToken().subject }
    router.group("notes").requireScope("notes:read").get { _, _ in "notes" }
    router.group("fresh").requireAuthentication(maxAge: .seconds(300)).get { _, _ in "fresh" }
    return Application(router: router)
}
