// Several issuers: each token on the terms of the issuer that it names, and none on another's keys.

import JOSE
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("Several issuers")
struct TrustedIssuersTests {
    static let now = TestIssuer.start

    /// The documents of both, by origin.
    struct Both: Fetch {
        let first: TestIssuer
        let second: TestIssuer

        func get(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
            let owner = [first, second].first { $0.issuer.isOrigin(of: url) } ?? first
            return try await owner.get(url, accept: accept)
        }
    }

    struct Setting {
        let first: TestIssuer
        let second: TestIssuer
        let verifier: TokenVerifier

        init(cache: TokenCaching = .off) throws {
            first = try TestIssuer("https://one.example", audience: "https://api.example/one")
            second = try TestIssuer("https://two.example", audience: "https://api.example/two", algorithm: .es256)
            verifier = try TokenVerifier(
                trusting: [
                    try TrustedIssuer("https://one.example", audience: "https://api.example/one"),
                    try TrustedIssuer(
                        "https://two.example", audience: "https://api.example/two", algorithms: [.es256],
                        requiresStatus: true),
                ],
                cache: cache,
                fetch: Both(first: first, second: second)
            )
        }
    }

    @Test("each token passes on its own issuer's terms", arguments: [TokenCaching.off, .tokens(10)])
    func both(cache: TokenCaching) async throws {
        let setting = try Setting(cache: cache)
        setting.second.publishList(revoked: [7])
        let one = try setting.first.token(subject: "usr_one")
        let two = try setting.second.token(subject: "usr_two", status: setting.second.handle(5))
        for _ in 0..<2 {
            #expect(try await setting.verifier.verify(one, at: Self.now).subject == "usr_one")
            #expect(try await setting.verifier.verify(two, at: Self.now).subject == "usr_two")
        }
        let revoked = try setting.second.token(status: setting.second.handle(7))
        #expect(await TokenVerifierTests.code(setting.verifier, revoked) == "revoked")
        // What one asks for, the other does not.
        #expect(await TokenVerifierTests.code(setting.verifier, try setting.second.token()) == "claim_missing")
        #expect(
            await TokenVerifierTests.code(setting.verifier, try setting.first.token(audience: "https://api.example/two"))
                == "audience_mismatch")
    }

    @Test("a token that names one issuer and is signed by the other is refused")
    func mixedUp() async throws {
        let setting = try Setting()
        let forged = try setting.second.token(issuer: "https://one.example")
        #expect(await TokenVerifierTests.code(setting.verifier, forged) == "key_unknown")
        let reversed = try setting.first.token(issuer: "https://two.example")
        #expect(await TokenVerifierTests.code(setting.verifier, reversed) == "alg_not_allowed")
        #expect(setting.second.count() == 0)
    }

    @Test("an issuer that nobody trusts makes nobody fetch anything")
    func stranger() async throws {
        let setting = try Setting()
        for issuer in ["https://three.example", "https://one.example/", "HTTPS://one.example", ""] {
            let token = try setting.first.token(issuer: issuer)
            #expect(await TokenVerifierTests.code(setting.verifier, token) == "issuer_unknown", "\(issuer)")
        }
        let nameless = try ForgedToken.signed(
            header: #"{"alg":"Ed25519","typ":"at+jwt"}"#, payload: #"{"iss":["https://one.example"]}"#,
            by: setting.first.key)
        #expect(await TokenVerifierTests.code(setting.verifier, nameless) == "issuer_unknown")
        #expect(setting.first.count() + setting.second.count() == 0)
    }

    @Test("no issuer, or one twice, makes no verifier")
    func refused() throws {
        #expect(throws: OAuthRefusal.self) { try TokenVerifier(trusting: []) }
        let one = try TrustedIssuer("https://one.example", audience: "a")
        let other = try TrustedIssuer("https://one.example", audience: "b")
        #expect(throws: OAuthRefusal.self) { try TokenVerifier(trusting: [one, other]) }
    }
}
