// What the test client's answers are read as: refusals are, and nothing else is.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import TokenTesting

@Suite("Test requests")
struct TestRequestsTests {
    static func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("echo") { request, _ in request.headers[.authorization] ?? "none" }
        router.get("plain") { _, _ in Response(status: .unauthorized) }
        router.get("other") { _, _ in
            Response(
                status: .badRequest,
                headers: [.contentType: "application/problem+json"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"status":400}"#))
            )
        }
        router.get("broken") { _, _ in
            Response(
                status: .badRequest,
                headers: [.contentType: "application/problem+json"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"code":"#))
            )
        }
        return router
    }

    @Test("the token travels in the header, and no token in none")
    func header() async throws {
        try await Application(router: Self.router()).test(.router) { client in
            let text = try await client.execute(uri: "/echo", method: .get, token: "a.b.c") { String(buffer: $0.body) }
            #expect(text == "Bearer a.b.c")
            try await client.execute(uri: "/echo", method: .get, token: nil) { answer in
                #expect(String(buffer: answer.body) == "none")
                #expect(answer.tokenError == nil)
                #expect(answer.challenges.isEmpty)
            }
        }
    }

    @Test("an answer that is no refusal of ours is not read as one", arguments: ["/plain", "/other", "/broken", "/none"])
    func others(path: String) async throws {
        try await Application(router: Self.router()).test(.router) { client in
            let answer = try await client.execute(uri: path, method: .get, token: "x")
            #expect(answer.tokenError == nil)
        }
    }

    @Test("the challenge of a refusal can be read whole, in a guard of any context")
    func challenge() async throws {
        let authority = try TestAuthority()
        let router = Router(context: BasicRequestContext.self)
        router.group(context: TokenGroupContext<BasicRequestContext>.self)
            .add(middleware: try authority.middleware(context: TokenGroupContext<BasicRequestContext>.self))
            .requireScope("a", "b").get("x") { _, _ in "good" }
        try await Application(router: router).test(.router) { client in
            let answer = try await client.execute(uri: "/x", method: .get, token: authority.token(scopes: ["a"]))
            #expect(answer.challenges.map(\.scheme) == ["Bearer"])
            #expect(answer.challenges.first?.parameters["scope"] == "b")
            #expect(answer.challenges.first?.parameters["realm"] == authority.audience)
            #expect(answer.tokenError == .insufficientScope)
        }
    }
}
