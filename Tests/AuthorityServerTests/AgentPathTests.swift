// The path of an agent (MCP 2026-07-28): from an API's 401 by its metadata and that of its issuer to a token that opens it.

import Authority
import Fetching
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import HummingbirdTokens
import JOSE
import NIOCore
import OAuth
import Records
import Support
import Testing
import TokenVerifier

@Suite("An agent's path")
struct AgentPathTests {
    static let api = "https://api.example.com/mcp"
    static let document = "https://agent.example/client.json"

    enum Kind: String, CaseIterable, Sendable { case document, registered }

    /// An answer of the API.
    private struct Heard: Sendable {
        let status: Int
        let challenge: String?
        let body: [UInt8]

        var json: JSONValue? { try? JSONDocument.object(parsing: body) }
    }

    @Test("with a document and as a registered client", arguments: Kind.allCases)
    func whole(kind: Kind) async throws {
        let fetch = TestFetch()
        fetch.put(
            Self.document,
            #"{"client_id":"\#(Self.document)","client_name":"Agent","redirect_uris":["http://127.0.0.1/callback"],"grant_types":["authorization_code","refresh_token"],"token_endpoint_auth_method":"none"}"#
        )
        try await TestServer.run(fetch: fetch) { server async throws in
            let apis = server.house.authority.apis
            _ = try await apis.create(
                identifier: Self.api, name: "Tools",
                scopes: [APIScope(scope: "tools:use", sentence: "Use the tools")], at: server.now)
            _ = try await apis.grant(nil, of: Self.api, to: server.house.ana)
            let id = kind == .document ? Self.document : try await registered(server)
            let token = try await token(of: id, at: server)
            try await open(server, with: token)
        }
    }

    private func registered(_ server: TestServer) async throws -> String {
        let client = try await TestClient(server) {
            $0.redirectURIs = ["http://127.0.0.1/callback"]
            $0.authentication = "none"
        }
        return client.id
    }

    /// What the API says to who has no token: where its metadata is, and what is needed.
    private func ask(_ server: TestServer, _ token: String?) async throws -> (answer: Heard, metadata: Heard) {
        let verifier = try TokenVerifier(
            issuer: server.house.issuer.value, audience: Self.api, fetch: ServerFetch(server: server),
            now: { server.now })
        let router = Router(context: TokenRequestContext.self)
        let middleware = TokenMiddleware<TokenRequestContext>(
            verifier: verifier, origin: nil,
            metadata: try ProtectedResourceMetadata(
                resource: Self.api, issuers: [server.house.issuer], scopes: ["tools:use"]))
        router.add(middleware: middleware)
        router.get("mcp") { _, context in try context.requireToken().subject }
        let application = Application(router: router)
        return try await application.test(.router) { client in
            func send(_ path: String, _ fields: HTTPFields) async throws -> Heard {
                let response = try await client.executeRequest(uri: path, method: .get, headers: fields, body: nil)
                return Heard(
                    status: response.status.code, challenge: response.headers[.wwwAuthenticate],
                    body: Array(response.body.readableBytesView))
            }
            let answer = try await send("/mcp", token.map { [.authorization: "Bearer \($0)"] } ?? [:])
            return (answer, try await send("/.well-known/oauth-protected-resource/mcp", [:]))
        }
    }

    /// Goes from the 401 to a token.
    private func token(of id: String, at server: TestServer) async throws -> String {
        let (answer, metadata) = try await ask(server, nil)
        #expect(answer.status == 401)
        let challenge = try #require(answer.challenge)
        #expect(challenge.contains(#"resource_metadata="https://api.example.com/.well-known/oauth-protected-resource/mcp""#))
        #expect(metadata.status == 200 && metadata.json?["resource"]?.string == Self.api)
        let issuer = try #require(metadata.json?["authorization_servers"]?.elements?.first?.string)
        let place = issuer.dropFirst(server.house.issuer.origin.utf8.count) + "/.well-known/oauth-authorization-server"
        let about = try await server.send(.get, String(place))
        #expect(about["issuer"] == issuer)
        #expect(about.json?["code_challenge_methods_supported"]?.elements?.compactMap(\.string) == ["S256"])
        #expect(about.json?["client_id_metadata_document_supported"]?.bool == true)
        #expect(about.json?["authorization_response_iss_parameter_supported"]?.bool == true)
        let callback = "http://127.0.0.1:49152/callback"
        let answered = try await TestBrowser(server).authorize(
            OwnClient.parameters(of: id, ["redirect_uri": callback, "resource": Self.api, "scope": "tools:use"]))
        #expect(answered["iss"] == issuer)
        let form = [
            ("grant_type", "authorization_code"), ("code", try #require(answered["code"])), ("client_id", id),
            ("redirect_uri", callback), ("code_verifier", TestClient.verifier), ("resource", Self.api),
        ]
        let tokens = try await server.send(
            .post, "/oauth/token", body: FormParameters.text(form), type: "application/x-www-form-urlencoded")
        #expect(tokens.status == 200 && tokens["refresh_token"] != nil, "\(tokens.text)")
        return try #require(tokens["access_token"])
    }

    /// The token opens this API, and the one of another audience does not.
    private func open(_ server: TestServer, with token: String) async throws {
        let opened = try await ask(server, token).answer
        #expect(opened.status == 200 && opened.body == Array("usr_ana".utf8))
        let other = try await server.house.named().token
        #expect(try await ask(server, other).answer.status == 401)
    }
}
