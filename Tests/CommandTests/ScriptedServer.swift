// A server on loopback that answers as a test wants it: an API and its authorization server in one, right or wrong.

import Fetching
import HTTPTypes
import Hummingbird
import JOSE
import Logging
import NIOCore
import OAuth
import ServiceLifecycle
import Synchronization

/// What is wrong with it; nothing where all is right.
struct ServerFlaws: Sendable {
    /// The path of the resource that the metadata names.
    var resource = "/mcp"
    var methods = ["S256"]
    /// The audience of the tokens; `nil` for the resource.
    var audience: String?
    /// The issuer that the metadata names; `nil` for the right one.
    var issuer: String?
    /// Whether the API lets everybody in.
    var isOpen = false
    /// Whether the challenge says where the metadata is.
    var namesMetadata = true
    /// The issuer that the answer of the authorization endpoint names.
    var answeringIssuer: String?
    /// Whether its tokens can't be read.
    var isOpaque = false
    /// Where the challenge says that the metadata is; `nil` for the well-known place.
    var metadataPath: String?
    /// What the token endpoint answers before it gives tokens: a status and a code for each time.
    var hurdles: [(status: Int, code: String)] = []
    /// Whether tokens come with what renews them.
    var isRenewable = false
}

enum ScriptedServer {
    static func with<T: Sendable>(_ flaws: ServerFlaws, _ body: (String) async throws -> T) async throws -> T {
        let (ports, told) = AsyncStream<Int>.makeStream()
        let quiet = Logger(label: "scripted") { _ in SwiftLogNoOpLogHandler() }
        let application = Application(
            router: try router(flaws),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { told.yield($0.localAddress?.port ?? 0) },
            logger: quiet
        )
        let group = ServiceGroup(configuration: .init(services: [application], logger: quiet))
        let running = Task { try await group.run() }
        var iterator = ports.makeAsyncIterator()
        let port = await iterator.next() ?? 0
        do {
            let result = try await body("http://127.0.0.1:\(port)")
            await group.triggerGracefulShutdown()
            _ = try await running.value
            return result
        } catch {
            await group.triggerGracefulShutdown()
            _ = try await running.value
            throw error
        }
    }

    /// What the server tells a test at a path.
    static func ask(_ origin: String, _ path: String) async throws -> String {
        let answer = try await HTTPFetch(timeout: 30).send(OutgoingRequest("GET", origin + path))
        return String(decoding: answer.body, as: UTF8.self)
    }

    private static func router(_ flaws: ServerFlaws) throws -> Router<BasicRequestContext> {
        let key = try SigningKey.generate(.es256)
        let challenges = Mutex<[String: String]>([:])
        let credentials = Mutex("")
        let calls = Mutex<[String]>([])
        let hurdles = Mutex(flaws.hurdles)
        let router = Router(context: BasicRequestContext.self)
        router.post("mcp") { request, _ in
            let origin = origin(request)
            guard flaws.isOpen || request.headers[.authorization]?.hasPrefix("Bearer ") ?? false else {
                let path = flaws.metadataPath ?? "/.well-known/oauth-protected-resource/mcp"
                let metadata = #", resource_metadata="\#(origin)\#(path)""#
                let challenge = #"Bearer realm="x""# + (flaws.namesMetadata ? metadata : "")
                return Response(status: .unauthorized, headers: [.wwwAuthenticate: challenge])
            }
            calls.withLock { $0.append(request.headers[.authorization] ?? "none") }
            return answer(JSONWriter.object { $0.member("jsonrpc", "2.0") })
        }
        // What came with a token.
        router.get("calls") { _, _ in
            answer(JSONWriter.object { json in json.member("calls", calls.withLock { $0 }) })
        }
        // What came to the token endpoint.
        router.get("credentials") { _, _ in credentials.withLock { $0 } }
        for path in [".well-known/oauth-protected-resource/mcp", "tenant/metadata"] {
            router.get(RouterPath(path)) { request, _ in
                let origin = origin(request)
                return answer(
                    JSONWriter.object { json in
                        json.member("resource", origin + flaws.resource)
                        json.member("authorization_servers", [origin])
                    })
            }
        }
        router.get("client.json") { request, _ in
            let origin = origin(request)
            return answer(
                JSONWriter.object { json in
                    json.member("client_id", origin + "/client.json")
                    json.member("client_name", "Agent")
                    json.member("redirect_uris", ["http://127.0.0.1/callback"])
                    json.member("grant_types", ["authorization_code", "refresh_token"])
                    json.member("token_endpoint_auth_method", "none")
                })
        }
        router.post("device") { request, _ in
            let origin = origin(request)
            return answer(
                JSONWriter.object { json in
                    json.member("device_code", "the-device")
                    json.member("user_code", "BCDF-GHJK")
                    json.member("verification_uri", origin + "/type-it")
                    json.member("expires_in", 60)
                    json.member("interval", 1)
                })
        }
        router.get(".well-known/oauth-authorization-server") { request, _ in
            let origin = origin(request)
            return answer(
                JSONWriter.object { json in
                    json.member("issuer", flaws.issuer ?? origin)
                    json.member("authorization_endpoint", origin + "/authorize")
                    json.member("token_endpoint", origin + "/token")
                    json.member("device_authorization_endpoint", origin + "/device")
                    json.member("response_types_supported", ["code"])
                    json.member("grant_types_supported", ["authorization_code"])
                    if !flaws.methods.isEmpty { json.member("code_challenge_methods_supported", flaws.methods) }
                    json.member("authorization_response_iss_parameter_supported", true)
                })
        }
        router.get("authorize") { request, _ in
            let asked = RequestParameters(checked: FormParameters.of((request.uri.query ?? "").utf8))
            challenges.withLock { $0["resource"] = asked.value("resource") }
            let query = FormParameters.text([
                ("code", "the-code"), ("state", asked.value("state") ?? ""),
                ("iss", flaws.answeringIssuer ?? origin(request)),
            ])
            return Response(status: .found, headers: [.location: (asked.value("redirect_uri") ?? "") + "?" + query])
        }
        router.post("token") { request, _ in
            if let hurdle = hurdles.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
                var refusal = answer(JSONWriter.object { $0.member("error", hurdle.code) })
                refusal.status = .init(code: hurdle.status)
                return refusal
            }
            var request = request
            let form = try await request.collectBody(upTo: 65_536)
            let proof = (request.headers[.authorization] ?? "") + " " + String(buffer: form)
            credentials.withLock { $0 += proof }
            let asked = RequestParameters(checked: FormParameters.of(form.readableBytesView))
            let resource = asked.value("resource") ?? challenges.withLock { $0["resource"] } ?? ""
            let token =
                flaws.isOpaque
                ? "opaque"
                : try key.signToken(type: .accessToken) { $0.member("aud", flaws.audience ?? resource) }
            return answer(
                JSONWriter.object { json in
                    json.member("access_token", token)
                    json.member("token_type", "Bearer")
                    if flaws.isRenewable { json.member("refresh_token", "renews") }
                })
        }
        return router
    }

    private static func origin(_ request: Request) -> String { "http://" + (request.head.authority ?? "") }

    private static func answer(_ json: [UInt8]) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: json)))
    }
}
