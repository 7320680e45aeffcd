// Clients that prove themselves by the certificate of their connection, and tokens that are bound to one (RFC 8705).

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Client certificates")
struct ClientCertificateTests {
    /// A connection on which a certificate was shown, that an authority vouches for or not.
    private func showing<T>(
        _ certificate: TestCertificate?,
        vouched: Bool = true,
        _ body: () async throws -> T
    ) async throws -> T {
        let shown = certificate.map { ShownCertificate(der: $0.der) { vouched } }
        return try await TestContext.$certificate.withValue(shown) { try await body() }
    }

    /// What asking about a token, which only a proven client may, is answered with.
    private func asked(_ client: TestClient, _ server: TestServer, _ more: String = "") async throws -> Int {
        try await server.send(
            .post, "/oauth/introspect", body: "client_id=\(client.id)&token=x\(more)",
            type: "application/x-www-form-urlencoded"
        ).status
    }

    /// A key set with the public half of a certificate's key, and with the certificate where it is to be good alone.
    static func keys(of certificate: TestCertificate, whole: Bool = false) throws -> JSONValue {
        let key = try JWK(der: certificate.der)
        let chain = String(decoding: Base64.encode(certificate.der), as: UTF8.self)
        let members =
            key.publicJSON.dropLast() + (whole ? Array(#","x5c":["\#(chain)"]}"#.utf8) : Array("}".utf8))
        return try JSONDocument.object(parsing: Array(#"{"keys":["#.utf8) + members + Array("]}".utf8))
    }

    @Test(
        "a client is known by the subject of a certificate that an authority vouches for, and by nothing else"
    )
    func subject() async throws {
        let own = try TestCertificate("notes", organization: "Notes Ltd", names: ["notes.example"])
        let other = try TestCertificate("Notes", organization: "Notes Ltd", names: ["notes.example"])
        try await TestServer.run(takesCertificates: true) { server async throws in
            for subject in ["CN=notes,O=Notes Ltd", "cn=notes, o=Notes Ltd"] {
                let client = try await TestClient(server) {
                    ($0.authentication, $0.certificateSubject) = ("tls_client_auth", subject)
                }
                #expect(client.secret == nil)
                #expect(try await showing(own) { try await asked(client, server) } == 200)
                #expect(try await showing(own, vouched: false) { try await asked(client, server) } == 401)
                #expect(try await showing(other) { try await asked(client, server) } == 401)
                #expect(try await showing(nil) { try await asked(client, server) } == 401)
            }
            let reversed = try await TestClient(server) {
                ($0.authentication, $0.certificateSubject) = ("tls_client_auth", "O=Notes Ltd,CN=notes")
            }
            #expect(try await showing(own) { try await asked(reversed, server) } == 401)
        }
    }

    @Test("or by a DNS name in it, whatever its case; a wildcard is no such name")
    func name() async throws {
        let own = try TestCertificate("x", names: ["a.example", "Notes.example"])
        let wild = try TestCertificate("x", names: ["*.example"])
        try await TestServer.run(takesCertificates: true) { server async throws in
            let client = try await TestClient(server) {
                ($0.authentication, $0.certificateName) = ("tls_client_auth", "notes.example")
            }
            #expect(try await showing(own) { try await asked(client, server) } == 200)
            #expect(try await showing(own, vouched: false) { try await asked(client, server) } == 401)
            #expect(try await showing(wild) { try await asked(client, server) } == 401)
        }
    }

    @Test("a certificate of its own is known by its key, or whole where the whole was registered")
    func selfSigned() async throws {
        let own = try TestCertificate("notes", names: [])
        let renewed = try TestCertificate("notes", names: [], key: own.key, seconds: -60..<7_200)
        let other = try TestCertificate("notes", names: [])
        try await TestServer.run(takesCertificates: true) { server async throws in
            for (whole, afterRenewal) in [(false, 200), (true, 401)] {
                let keys = try Self.keys(of: own, whole: whole)
                let client = try await TestClient(server) {
                    ($0.authentication, $0.keys) = ("self_signed_tls_client_auth", keys)
                }
                #expect(try await showing(own, vouched: false) { try await asked(client, server) } == 200)
                #expect(try await showing(renewed) { try await asked(client, server) } == afterRenewal)
                #expect(try await showing(other) { try await asked(client, server) } == 401)
                #expect(try await showing(nil) { try await asked(client, server) } == 401)
            }
        }
    }

    @Test("or by a key that the client publishes at its jwks_uri, which is asked anew for one that is not there yet")
    func published() async throws {
        let (own, next) = (try TestCertificate("notes", names: []), try TestCertificate("notes", names: []))
        let (fetch, url) = (TestFetch(), "https://client.example/keys")
        fetch.put(own: url, try Self.keys(of: own).text)
        try await TestServer.run(takesCertificates: true, fetch: fetch) { server async throws in
            let client = try await TestClient(server) {
                ($0.authentication, $0.keysURL) = ("self_signed_tls_client_auth", url)
            }
            #expect(try await showing(own) { try await asked(client, server) } == 200)
            #expect(try await showing(next) { try await asked(client, server) } == 401)
            fetch.put(own: url, try Self.keys(of: next).text)
            server.wait(60)
            #expect(try await showing(next) { try await asked(client, server) } == 200)
            #expect(try await showing(own) { try await asked(client, server) } == 401)
        }
    }

    @Test("tokens are bound to the certificate where the client wants it, and are good with it alone")
    func bound() async throws {
        let (own, other) = (try TestCertificate("notes", names: []), try TestCertificate("notes", names: []))
        try await TestServer.run(takesCertificates: true) { server async throws in
            let keys = try Self.keys(of: own)
            let client = try await TestClient(server) {
                ($0.authentication, $0.keys, $0.isCertificateBound) = (
                    "self_signed_tls_client_auth", keys, true
                )
            }
            let code = try await client.code()
            #expect(try await client.redeem(code)["error"] == "invalid_client")
            let tokens = try await showing(own) { try await client.redeem(code) }
            #expect(tokens["token_type"] == "Bearer")
            let access = try #require(tokens["access_token"])
            let bond = try Confirmation(in: try server.house.verified(access).claims)
            #expect(bond?.certificateThumbprint == Confirmation.thumbprint(ofCertificate: own.der))
            for (shown, status) in [(own, 200), (other, 401), (nil, 401)] as [(TestCertificate?, Int)] {
                let answer = try await showing(shown) {
                    try await server.send(.get, "/oauth/userinfo", [.bearer(access)])
                }
                #expect(answer.status == status)
            }
            let refresh = try #require(tokens["refresh_token"])
            #expect(
                try await showing(other) { try await client.refresh(refresh) }["error"] == "invalid_client")
            #expect(try await showing(own) { try await client.refresh(refresh) }.status == 200)
        }
    }

    @Test("a public client's refresh token is bound as well, for nothing else shows whose it is")
    func publicClient() async throws {
        let (own, other) = (try TestCertificate("phone", names: []), try TestCertificate("phone", names: []))
        try await TestServer.run(takesCertificates: true) { server async throws in
            let client = try await TestClient(server) {
                ($0.authentication, $0.isCertificateBound) = ("none", true)
            }
            let code = try await client.code()
            #expect(try await client.redeem(code)["error"] == "invalid_request")
            let refresh = try #require(
                try await showing(own) { try await client.redeem(code) }["refresh_token"])
            #expect(
                try await showing(other) { try await client.refresh(refresh) }["error"] == "invalid_grant")
            #expect(try await client.refresh(refresh)["error"] == "invalid_request")
            #expect(try await showing(own) { try await client.refresh(refresh) }.status == 200)
        }
    }

    @Test("a client that wants no bond gets a token for anyone who holds it, whatever it showed")
    func unbound() async throws {
        let own = try TestCertificate("notes", names: [])
        try await TestServer.run(takesCertificates: true) { server async throws in
            let client = try await TestClient(server)
            let code = try await client.code()
            let tokens = try await showing(own) { try await client.redeem(code) }
            let claims = try server.house.verified(try #require(tokens["access_token"])).claims
            #expect(claims[.confirmation] == nil)
        }
    }

    @Test("the metadata tells of certificates where they are asked for")
    func metadata() async throws {
        for takes in [true, false] {
            try await TestServer.run(takesCertificates: takes) { server async throws in
                let metadata = try await server.send(.get, "/.well-known/oauth-authorization-server")
                let methods =
                    metadata.json?["token_endpoint_auth_methods_supported"]?.elements?.compactMap(\.string)
                    ?? []
                for method in ["tls_client_auth", "self_signed_tls_client_auth"] {
                    #expect(methods.contains(method) == takes)
                }
                #expect((metadata.json?["tls_client_certificate_bound_access_tokens"] != nil) == takes)
                #expect(metadata.json?["mtls_endpoint_aliases"] == nil)
            }
        }
    }
}
