// The metadata of an API: read without a token, at its well-known place, and named in every challenge.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import HummingbirdTokens
import JOSE
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("Metadata of an API")
struct ServeMetadataTests {
    static let path = "/.well-known/oauth-protected-resource/mcp"

    private func metadata(_ verifier: TokenVerifier) throws -> ProtectedResourceMetadata {
        try ProtectedResourceMetadata(
            resource: "https://api.example/mcp", issuers: [verifier.issuer], scopes: ["notes:read"],
            proofAlgorithms: verifier.proofAlgorithms)
    }

    @Test("a guard over the whole router answers for it, and names it in each challenge")
    func guarded() async throws {
        let issuer = try TestIssuer()
        let verifier = try issuer.verifier()
        let guardian = try TokenMiddleware<TokenRequestContext>(
            verifier: verifier, origin: .fixed("https://api.example"), metadata: metadata(verifier))
        try await guardedAPI(guardian).test(.router) { client in
            let response = try await client.executeRequest(uri: Self.path + "?a=b", method: .get, headers: [:], body: nil)
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == "application/json")
            #expect(response.headers[.accessControlAllowOrigin] == "*")
            let object = try JSONDocument.object(parsing: Array(response.body.readableBytesView))
            #expect(object["resource"]?.string == "https://api.example/mcp")
            #expect(object["authorization_servers"]?.text == #"["https://auth.example"]"#)
            for (uri, token) in [("/me", nil), ("/me", "abc"), ("/notes", try issuer.fresh("other"))] {
                let headers: HTTPFields = token.map { [.authorization: "Bearer \($0)"] } ?? [:]
                let answer = try await client.executeRequest(uri: uri, method: .get, headers: headers, body: nil)
                let challenges = answer.headers[values: .wwwAuthenticate]
                #expect(challenges.count == 2)
                for challenge in challenges {
                    #expect(challenge.contains(#"resource_metadata="https://api.example\#(Self.path)""#))
                }
            }
            for (path, method) in [(Self.path + "/", HTTPRequest.Method.get), (Self.path, .post), ("/.well-known", .get)] {
                let answer = try await client.executeRequest(uri: path, method: method, headers: [:], body: nil)
                #expect(answer.status == .unauthorized)
            }
        }
    }

    @Test("where a group is guarded, the router serves it")
    func served() async throws {
        let verifier = try TestIssuer().verifier()
        let router = Router(context: TokenRequestContext.self)
        router.serve(try metadata(verifier))
        router.group("mcp").add(middleware: TokenMiddleware(verifier: verifier)).get { _, _ in "mcp" }
        try await Application(router: router).test(.router) { client in
            let (metadata, guarded) = (try await client.ask(Self.path), try await client.ask("/mcp"))
            #expect(metadata.answer.status == 200)
            #expect(guarded.answer.status == 401)
        }
    }
}
