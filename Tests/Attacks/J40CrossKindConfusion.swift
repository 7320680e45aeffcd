// J40: one kind of signed document presented where another is wanted: a status list as access token, and the reverse.

import JOSE
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("J40 cross-JWT confusion")
struct J40CrossKindConfusion {
    static let now = TestIssuer.start

    @Test("a status list, even one with all claims of an access token, is no access token")
    func listAsToken() async throws {
        let issuer = try TestIssuer()
        let verifier = try issuer.verifier()
        let list = StatusListToken(
            uri: issuer.listURI(), bits: StatusBits(count: 8), issuedAt: Self.now, expiresAt: Self.now + 60,
            timeToLive: 60, version: nil)
        let text = try list.sign(with: issuer.key)
        await #expect(throws: TokenRejection.self) { try await verifier.verify(text, at: Self.now) }

        let disguised = try issuer.token(type: .statusList)
        let rejection = await #expect(throws: TokenRejection.self) {
            try await verifier.verify(disguised, at: Self.now)
        }
        #expect(rejection?.code == "type_mismatch")
    }

    @Test("an access token, even one with all claims of a list, is no status list")
    func tokenAsList() async throws {
        let issuer = try TestIssuer()
        let verifier = try issuer.verifier()
        let disguised = try issuer.key.signToken(type: .accessToken) { claims in
            claims.member("sub", issuer.listURI())
            claims.member("iat", Self.now)
            claims.member("exp", Self.now + 60)
            claims.object("status_list") { list in
                list.member("bits", 1)
                list.member("lst", "eNrbuRgAAhcBXQ")
            }
        }
        issuer.answer("/status/1", with: .success(FetchedDocument(status: 200, body: Array(disguised.utf8))))
        let token = try issuer.token(status: issuer.handle(1))
        let rejection = await #expect(throws: TokenRejection.self) {
            try await verifier.verify(token, at: Self.now)
        }
        #expect(rejection?.code == "status_unavailable")
    }

    @Test(
        "other kinds of the same issuer",
        arguments: ["JWT", "id_token+jwt", "logout+jwt", "secevent+jwt", "dpop+jwt", "token-introspection+jwt", ""])
    func otherKinds(type: String) async throws {
        let issuer = try TestIssuer()
        let verifier = try issuer.verifier()
        let token = try issuer.token(type: TokenType(type))
        let rejection = await #expect(throws: TokenRejection.self) {
            try await verifier.verify(token, at: Self.now)
        }
        #expect(rejection?.code == "type_mismatch")
    }
}
