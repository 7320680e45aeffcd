// J42: a token that says it is of issuer A, signed with a key of issuer B, which this process trusts as well.

import JOSE
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("J42 issuer mix-up")
struct J42IssuerMixUp {
    @Test("a key is trusted for its own issuer only, whatever the token says of itself")
    func mixUp() async throws {
        let now = TestIssuer.start
        let a = try TestIssuer("https://a.example")
        let b = try TestIssuer("https://b.example")
        let verifiers = [try a.verifier(), try b.verifier()]
        _ = try await verifiers[0].verify(try a.token(), at: now)
        _ = try await verifiers[1].verify(try b.token(), at: now)

        let claimsA = try b.token(issuer: a.issuer.value)
        let claimsB = try b.token()
        await #expect(throws: TokenRejection.keyNotFound(kid: b.key.keyID)) {
            try await verifiers[0].verify(claimsA, at: now)
        }
        await #expect(throws: TokenRejection.keyNotFound(kid: b.key.keyID)) {
            try await verifiers[0].verify(claimsB, at: now)
        }
        let rejection = await #expect(throws: TokenRejection.self) {
            try await verifiers[1].verify(claimsA, at: now)
        }
        #expect(rejection?.code == "issuer_mismatch")
    }

    @Test("the kid of A's key on a signature of B's key is no signature of A's")
    func borrowedKeyID() async throws {
        let a = try TestIssuer("https://a.example")
        let b = try TestIssuer("https://b.example")
        let parts = try a.token().split(separator: ".")
        let input = "\(parts[0]).\(parts[1])"
        let forged = "\(input).\(Base64URL.encode(try b.key.sign(Array(input.utf8))))"
        let verifier = try a.verifier()
        await #expect(throws: TokenRejection.signatureInvalid) {
            try await verifier.verify(forged, at: TestIssuer.start)
        }
    }

    @Test("a status list of B says nothing about a token of A")
    func listMixUp() async throws {
        let a = try TestIssuer("https://a.example")
        let b = try TestIssuer("https://b.example")
        a.publishList(key: b.key)
        let verifier = try a.verifier()
        let token = try a.token(status: a.handle(1))
        let rejection = await #expect(throws: TokenRejection.self) {
            try await verifier.verify(token, at: TestIssuer.start)
        }
        #expect(rejection?.code == "status_unavailable")
        let elsewhere = try a.token(status: b.handle(1))
        let refused = await #expect(throws: TokenRejection.self) {
            try await verifier.verify(elsewhere, at: TestIssuer.start)
        }
        #expect(refused?.code == "claim_invalid")
        #expect(b.count() == 0)
    }
}
