// An issuer's keys: found by discovery, kept by Cache-Control, asked for again when a kid is unknown, served in an outage.

import JOSE
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("Issuer keys")
struct IssuerKeysTests {
    static let now = TestIssuer.start

    static func code(_ verifier: TokenVerifier, _ token: String, after seconds: Int) async -> String? {
        await TokenVerifierTests.code(verifier, token, at: now + seconds)
    }

    @Test("the well-known places are tried in order, for an issuer with a path as well")
    func discovery() async throws {
        let issuer = try TestIssuer("https://auth.example/t")
        let places = [
            "/.well-known/oauth-authorization-server/t", "/.well-known/openid-configuration/t",
            "/t/.well-known/openid-configuration",
        ]
        let metadata = AuthorizationServerMetadata(
            issuer: issuer.issuer, keysURL: issuer.issuer.url(TestIssuer.keysPath))
        let other = AuthorizationServerMetadata(
            issuer: try Issuer("https://auth.example"), keysURL: issuer.issuer.url(TestIssuer.keysPath))
        issuer.answer(places[0], with: .success(FetchedDocument(status: 404, body: [])))
        issuer.answer(places[1], with: .success(FetchedDocument(status: 200, body: other.json)))
        issuer.answer(places[2], with: .success(FetchedDocument(status: 200, body: metadata.json)))
        #expect(await Self.code(try issuer.verifier(), try issuer.token(), after: 0) == nil)
        #expect(places.map { issuer.count($0) } == [1, 1, 1])
    }

    @Test("a host that does not answer is asked once, not for each place")
    func silentHost() async throws {
        let issuer = try TestIssuer()
        issuer.isDown = true
        #expect(await Self.code(try issuer.verifier(), try issuer.token(), after: 0) == "keys_unavailable")
        #expect(issuer.count() == 1)
    }

    @Test(
        "what is no key set makes the keys unavailable, never the token bad",
        arguments: [(500, "{}"), (302, ""), (200, ""), (200, "<html>"), (200, #"{"keys":7}"#)]
    )
    func badSets(status: Int, body: String) async throws {
        let issuer = try TestIssuer()
        issuer.answer(
            TestIssuer.keysPath, with: .success(FetchedDocument(status: status, body: Array(body.utf8))))
        #expect(await Self.code(try issuer.verifier(), try issuer.token(), after: 0) == "keys_unavailable")
    }

    @Test("a new key is found at its first token")
    func newKey() async throws {
        let issuer = try TestIssuer()
        let verifier = try issuer.verifier()
        let old = try issuer.token()
        #expect(await Self.code(verifier, old, after: 0) == nil)
        try issuer.addKey()
        #expect(await Self.code(verifier, try issuer.token(), after: 1) == nil)
        #expect(await Self.code(verifier, old, after: 1) == nil)
        #expect(issuer.count(TestIssuer.keysPath) == 2)
    }

    @Test(
        "kept for ten minutes, or as Cache-Control says between a minute and a day",
        arguments: [
            (nil, 600), ("max-age=120", 120), ("public, max-age=0", 60), ("no-store", 60),
            ("max-age=31536000", 86_400),
            ("private", 600), ("max-age=x", 600),
        ] as [(String?, Int)]
    )
    func freshness(cacheControl: String?, seconds: Int) async throws {
        let issuer = try TestIssuer()
        issuer.cacheControl = cacheControl
        let verifier = try issuer.verifier()
        let token = try issuer.token(expiresIn: 1_000_000)
        _ = await Self.code(verifier, token, after: 0)
        _ = await Self.code(verifier, token, after: seconds - 1)
        #expect(issuer.count(TestIssuer.keysPath) == 1)
        _ = await Self.code(verifier, token, after: seconds)
        #expect(issuer.count(TestIssuer.keysPath) == 2)
    }

    @Test("through an outage known keys serve for a day, unknown ones are our fault")
    func outage() async throws {
        let issuer = try TestIssuer()
        let verifier = try issuer.verifier()
        let token = try issuer.token(expiresIn: 1_000_000)
        let stranger = try issuer.token(key: try SigningKey.generate(.ed25519))
        #expect(await Self.code(verifier, token, after: 0) == nil)
        issuer.isDown = true
        #expect(await Self.code(verifier, token, after: 600) == nil)
        #expect(await Self.code(verifier, stranger, after: 601) == "keys_unavailable")
        #expect(await Self.code(verifier, token, after: 600 + 86_399) == nil)
        #expect(await Self.code(verifier, token, after: 600 + 86_400) == "keys_unavailable")
        issuer.isDown = false
        #expect(await Self.code(verifier, token, after: 600 + 86_500) == nil)
    }

    @Test("a token that names no key is checked with the only one, and with none of several")
    func noKeyID() async throws {
        let issuer = try TestIssuer()
        let verifier = try issuer.verifier()
        let token = try issuer.token()
        let parts = token.split(separator: ".")
        let header = Base64URL.encode(#"{"alg":"Ed25519","typ":"at+jwt"}"#.utf8)
        let input = "\(header).\(parts[1])"
        let bare = "\(input).\(Base64URL.encode(try issuer.key.sign(Array(input.utf8))))"
        #expect(await Self.code(verifier, bare, after: 0) == nil)
        try issuer.addKey()
        #expect(await Self.code(verifier, bare, after: 600) == "key_unknown")
        #expect(issuer.count(TestIssuer.keysPath) == 2)
    }
}
