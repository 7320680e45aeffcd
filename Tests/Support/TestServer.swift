// The real routes over a test authority, asked through the router without a socket.

package import Authority
package import AuthorityServer
package import Fetching
package import HTTPTypes
package import Hummingbird
import HummingbirdTesting
package import JOSE
import NIOCore
import Synchronization

/// The context of a request without a socket; every request comes from one address.
package struct TestContext: ServerContext {
    package var coreContext: CoreRequestContextStorage
    package let peerAddress: String? = "192.0.2.1"
    /// The certificate of the connection that a test imagines.
    @TaskLocal package static var certificate: ShownCertificate?

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
    }

    package func clientCertificate() async -> ShownCertificate? { TestContext.certificate }
}

/// A server that tests send requests to.
package struct TestServer: Sendable {
    package let house: TestAuthority
    package let log: RecordedLog
    private let client: any TestClientProtocol
    private let clock: TestClock

    /// The second at which requests arrive. It stands still until a test moves it.
    package var now: Int { clock.seconds.withLock { $0 } }

    /// Lets time pass.
    package func wait(_ seconds: Int) { clock.seconds.withLock { $0 += seconds } }

    private final class TestClock: Sendable {
        let seconds = Mutex(TestAuthority.now)
    }

    /// Runs `body` on a new server.
    package static func run(
        issuer: String = "https://auth.example.com",
        behindProxy: Bool = false,
        endsTLS: Bool = false,
        takesCertificates: Bool = false,
        sample: SampleLines? = nil,
        on kind: TestDatabase = .memory,
        policy: ClientPolicy = ClientPolicy(),
        fetch: any Fetch = TestFetch(),
        asksForNonces: Bool = false,
        mustPush: Bool = false,
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await TestAuthority.run(
            on: kind, issuer: issuer, policy: policy, fetch: fetch, asksForNonces: asksForNonces, mustPush: mustPush
        ) { house in
            let (log, clock) = (RecordedLog(), TestClock())
            let router = Router(context: TestContext.self)
            Routes(
                authority: house.authority,
                place: ServerPlace(
                    behindProxy: behindProxy, endsTLS: endsTLS, takesCertificates: takesCertificates),
                sample: sample,
                now: { clock.seconds.withLock { $0 } }
            ).add(to: router)
            let application = Application(router: router, logger: log.logger)
            try await application.test(.router) { client in
                try await body(TestServer(house: house, log: log, client: client, clock: clock))
            }
        }
    }

    /// Sends a request.
    ///
    /// - Parameter body: sent as JSON unless `type` says otherwise; `nil` sends the body without a type.
    package func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ fields: [HTTPField] = [],
        body: String? = nil,
        type: String? = "application/json"
    ) async throws -> TestAnswer {
        try await send(method, path, fields, bytes: body.map { Array($0.utf8) }, type: type)
    }

    /// Sends a request whose body is any bytes.
    package func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ fields: [HTTPField],
        bytes: [UInt8]?,
        type: String?
    ) async throws -> TestAnswer {
        var headers = HTTPFields()
        for field in fields { headers.append(field) }
        if bytes != nil, let type { headers.append(HTTPField(name: .contentType, value: type)) }
        let response = try await client.executeRequest(
            uri: path, method: method, headers: headers, body: bytes.map { ByteBuffer(bytes: $0) })
        return TestAnswer(
            status: response.status.code,
            headers: response.headers,
            body: Array(response.body.readableBytesView)
        )
    }

    /// Gets a token by Basic.
    package func token(_ body: String = "{}", as user: HTTPField = .ana) async throws -> TestAnswer {
        try await send(.post, "/api/tokens", [user], body: body)
    }

    /// A login token of ana for the issuer's own API, as an Authorization header.
    package func login(_ username: String = "ana") async throws -> HTTPField {
        .bearer(try await house.login(username, at: now).token)
    }
}

/// An answer, read as far as tests look at it.
package struct TestAnswer: Sendable {
    package let status: Int
    package let headers: HTTPFields
    package let body: [UInt8]

    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as a strict JSON object, if it is one.
    package var json: JSONValue? { try? JSONDocument.object(parsing: body) }

    /// The stable code of a problem.
    package var code: String? {
        headers[.contentType] == "application/problem+json" ? json?["code"]?.string : nil
    }

    package subscript(name: String) -> String? { json?[name]?.string }

    /// The header of any name.
    package func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}

extension HTTPField {
    /// Basic credentials.
    package static func basic(_ username: String, _ password: String) -> HTTPField {
        let text = Base64URL.encode(Array("\(username):\(password)".utf8))
            .replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return HTTPField(name: .authorization, value: "Basic \(text)\(padding)")
    }

    package static func bearer(_ token: String) -> HTTPField {
        HTTPField(name: .authorization, value: "Bearer \(token)")
    }

    /// A header of any name.
    package static func field(_ name: String, _ value: String) -> HTTPField {
        HTTPField(name: HTTPField.Name(name) ?? .accept, value: value)
    }

    /// Ana with her password.
    package static var ana: HTTPField { .basic("ana", TestAuthority.anasPassword) }

    /// Ben with his.
    package static var ben: HTTPField { .basic("ben", TestAuthority.bensPassword) }
}
