// A61: one path for the guard and another for the route behind it: encoded, doubled, dotted, in capitals, or beside a query.

import Authority
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import HummingbirdTokens
import JOSE
import NIOCore
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("A61 path confusion")
struct A61PathConfusion {
    /// Other spellings of a path, as readers of URLs differ about them.
    static func spellings(_ path: String) -> [String] {
        let bare = String(path.dropFirst())
        let first = bare.prefix { $0 != "/" }
        let letter = "%" + String(bare.utf8.first ?? 0, radix: 16)
        return [
            "/\(path)", "\(path)/", "\(path)//", "/.\(path)", "/x/..\(path)", "/%2e\(path)", "/x/%2e%2e\(path)", "/..;\(path)",
            "/;x\(path)", "/\(letter)\(bare.dropFirst())", "/%2f\(bare)", "/\(bare.replacing("/", with: "%2f"))",
            "/\(bare.replacing("/", with: "%5c"))", "/\(bare.replacing("/", with: "\\"))", "/\(bare.replacing("/", with: "//"))",
            path.uppercased(), "/\(first.uppercased())\(bare.dropFirst(first.count))", "\(path);x=y", "\(path)%00", "\(path)%20",
            "\(path)%23", "\(path)%3f", "\(path)#x", "\(path)?", "\(path)?x=/.well-known/", "\(path)?/healthz", "\(path).json",
            "http://evil.example\(path)", "https://auth.example.com\(path)", "\(path)/.", "\(path)/..", "\(path)/../\(bare)",
        ]
    }

    @Test("an API's guard lets no spelling of a guarded path through, and its metadata by its very path alone")
    func library() async throws {
        let issuer = try TestIssuer()
        let verifier = try issuer.verifier()
        let metadata = try ProtectedResourceMetadata(
            resource: "https://api.example/mcp", issuers: [verifier.issuer], scopes: [], proofAlgorithms: [])
        let router = Router(context: TokenRequestContext.self)
        router.add(
            middleware: try TokenMiddleware(
                verifier: verifier, origin: .fixed("https://api.example"), metadata: metadata))
        router.get("me") { _, _ in "served" }
        router.get("notes/:id") { _, _ in "served" }
        router.get(".well-known/oauth-protected-resource/mcp") { _, _ in "served" }
        try await Application(router: router).test(.router) { client in
            let paths = ["/me", "/notes/1"].flatMap { [$0] + Self.spellings($0) }
            let known = metadata.path
            let near =
                Self.spellings(known).filter { !$0.hasPrefix("\(known)?") && !$0.hasPrefix("\(known)#") } + [
                    "/me?\(known)", "/me#\(known)", "/me/..\(known)", "\(known)/../../../me", "\(known)/../mcp", "/me?x=\(known)",
                ]
            for path in paths + near where !path.hasPrefix("http") {
                for method in [HTTPRequest.Method.get, .post, .head, .options] {
                    let answer = try await client.executeRequest(uri: path, method: method, headers: [:], body: nil)
                    #expect(!(200..<400).contains(answer.status.code), "\(method) \(path)")
                    #expect(String(buffer: answer.body) != "served", "\(method) \(path)")
                }
            }
            for method in [HTTPRequest.Method.post, .put, .delete, .head, .options] {
                let answer = try await client.executeRequest(uri: known, method: method, headers: [:], body: nil)
                #expect(answer.status == .unauthorized, "\(method)")
            }
        }
    }

    @Test("a guarded group is guarded by every path that leads into it")
    func group() async throws {
        let verifier = try TestIssuer().verifier()
        let router = Router(context: TokenRequestContext.self)
        router.get("open") { _, _ in "open" }
        router.group("private").add(middleware: TokenMiddleware(verifier: verifier)).get("notes") { _, _ in "served" }
        try await Application(router: router).test(.router) { client in
            for path in ["/private/notes", "/open/../private/notes", "/open/%2e%2e/private/notes"] + Self.spellings("/private/notes") {
                let answer = try await client.executeRequest(uri: path, method: .get, headers: [:], body: nil)
                #expect([400, 401, 404].contains(answer.status.code), "\(path)")
            }
        }
    }

    @Test(
        "no spelling gets around the guard against other sites, nor around the question who is asking",
        arguments: ["/api/tokens", "/api/grants", "/api/password", "/account/tokens", "/login", "/consent", "/device", "/session"])
    func crossSite(path: String) async throws {
        try await TestServer.run { server async throws in
            let browser = TestBrowser(server)
            try await browser.signIn()
            let cookie = HTTPField.field("Cookie", try #require(browser.cookie))
            let json = #"{"username":"ben","password":"\#(TestAuthority.bensPassword)"}"#
            for spelled in [path] + Self.spellings(path) {
                for site in [[HTTPField.field("Origin", "https://evil.example")], [.field("Sec-Fetch-Site", "cross-site")]] {
                    for (body, type) in [(json, "application/json"), ("username=ben", "application/x-www-form-urlencoded")] {
                        let answer = try await server.send(.post, spelled, site + [cookie], body: body, type: type)
                        #expect([400, 403, 404, 405].contains(answer.status), "POST \(spelled)")
                        #expect(answer.header("Set-Cookie") == nil && answer.header("Access-Control-Allow-Origin") == nil)
                    }
                    if path.hasPrefix("/api") {
                        let read = try await server.send(.get, spelled, site + [cookie])
                        #expect([400, 403, 404, 405].contains(read.status), "GET \(spelled)")
                    }
                }
                // Without anybody's cookie or credentials nothing of an account is told.
                guard path.hasPrefix("/api") || path.hasPrefix("/account") else { continue }
                #expect(try await server.send(.get, spelled).status != 200, "GET \(spelled)")
            }
            #expect(try await server.house.count("named_tokens") == 0)
            #expect(try await server.house.count("sessions") == 1)
        }
    }

    @Test("no spelling of an endpoint is read by another site, but for what registered apps may read of the endpoint itself")
    func origins() async throws {
        try await TestServer.run { server async throws in
            _ = try await TestClient(server) { $0.authentication = "none" }
            for path in ["/oauth/authorize", "/oauth/introspect", "/api/tokens", "/account/apps", "/oauth/register"] {
                for spelled in [path] + Self.spellings(path) + ["/oauth/token/../..\(path)", "/oauth/token/%2e%2e/%2e%2e\(path)"] {
                    for method in [HTTPRequest.Method.options, .get, .post] {
                        let answer = try await server.send(method, spelled, [.field("Origin", TestClient.origin)])
                        #expect(answer.header("Access-Control-Allow-Origin") == nil, "\(method) \(spelled)")
                    }
                }
            }
        }
    }

    @Test("a token in a query is refused at every spelling, and in a form at all but the one path that may take it")
    func tokens() async throws {
        try await TestServer.run { server async throws in
            let token = try await server.house.login(at: server.now).token
            for path in ["/oauth/userinfo", "/api/tokens"] {
                for spelled in [path] + Self.spellings(path) where !spelled.contains("?") && !spelled.contains("#") {
                    let answer = try await server.send(.get, "\(spelled)?access_token=\(token)")
                    #expect(answer.status == 400 || answer.status == 404, "\(spelled)")
                    guard spelled != "/oauth/userinfo", spelled.hasPrefix("/") else { continue }
                    let posted = try await server.form(spelled, "access_token=\(token)")
                    #expect(posted.status == 400 && posted.code == "token_in_query", "\(spelled)")
                }
            }
        }
    }

    @Test(
        "what stands in a path is an id and no way up: a slash, dots, or another's path in it find nothing",
        arguments: [
            "..%2f..%2fkeys", "%2e%2e", "..", ".", "%2f", "x%2froll", "*", "%00", "tok_none%2f..%2f..",
            "' OR 1=1 --".replacing(" ", with: "%20"),
        ])
    func identifiers(id: String) async throws {
        try await TestServer.run { server async throws in
            let (login, named) = (try await server.login(), try await server.house.named(at: server.now))
            for path in ["/api/tokens/\(id)", "/api/grants/\(id)", "/api/tokens/\(named.id)%2f\(id)", "/api/tokens/\(named.id)/\(id)"] {
                let answer = try await server.send(.delete, path, [login])
                #expect(answer.status == 404 || answer.status == 405, "\(path)")
            }
            let list = try await server.send(.get, "/status/\(id)")
            #expect(list.status == 404)
            #expect(try await !server.house.isRevoked(named.token, at: server.now))
        }
    }
}
