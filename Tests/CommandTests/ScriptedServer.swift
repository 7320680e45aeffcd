// A server on loopback that answers as a test wants it: an API and its authorization server in one, right or wrong.

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

    private static func router(_ flaws: ServerFlaws) throws -> Router<BasicRequestContext> {
        let key = try SigningKey.generate(.es256)
        let challenges = Mutex<[String: String]>([:])
        let router = Router(context: BasicRequestContext.self)
        router.post("mcp") { request, _ in
            let origin = origin(request)
            guard flaws.isOpen || request.headers[.authorization]?.hasPrefix("Bearer ") ?? false else {
                let metadata = #", resource_metadata="\#(origin)/.well-known/oauth-protected-resource/mcp""#
                let challenge = #"Bearer realm="x""# + (flaws.namesMetadata ? metadata : "")
                return Response(status: .unauthorized, headers: [.wwwAuthenticate: challenge])
            }
            return answer(JSONWriter.object { $0.member("jsonrpc", "2.0") })
        }
        router.get(".well-known/oauth-protected-resource/mcp") { request, _ in
            let origin = origin(request)
            return answer(
                JSONWriter.object { json in
                    json.member("resource", origin + flaws.resource)
                    json.member("authorization_servers", [origin])
                })
        }
        router.get(".well-known/oauth-authorization-server") { request, _ in
            let origin = origin(request)
            return answer(
                JSONWriter.object { json in
                    json.member("issuer", flaws.issuer ?? origin)
                    json.member("authorization_endpoint", origin + "/authorize")
                    json.member("token_endpoint", origin + "/token")
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
        router.post("token") { _, _ in
            let resource = challenges.withLock { $0["resource"] } ?? ""
            let token = try key.signToken(type: .accessToken) { $0.member("aud", flaws.audience ?? resource) }
            return answer(
                JSONWriter.object { json in
                    json.member("access_token", token)
                    json.member("token_type", "Bearer")
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
