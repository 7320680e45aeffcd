// The authority on a real port: what another program sees of it is what the verifier of production needs.

import Testing
import TokenTesting

@Suite("Live test authority")
struct LiveTests {
    @Test("a verifier finds keys and lists over HTTP, and sees what is revoked")
    func verifying() async throws {
        try await TestAuthority.live(audience: "https://api.example") { authority in
            #expect(authority.issuer.value.hasPrefix("http://127.0.0.1:"))
            let verifier = try TokenVerifier(
                issuer: authority.issuer.value,
                audience: "https://api.example",
                // The clock goes along with the machine's, which may be busy while an answer is on its way.
                leeway: 300,
                requiresStatus: true,
                fetch: HTTPFetch(timeout: 60),
                now: { authority.clock.seconds }
            )
            let token = try authority.token(subject: "usr_ana")
            #expect(try await verifier.verify(token).subject == "usr_ana")
            try authority.revoke(token)
            authority.clock.advance(by: 1)
            await #expect(throws: TokenRejection.revoked) { try await verifier.verify(token) }
            let flawed = try authority.token(.unknownStatusList)
            await #expect(throws: TokenRejection.self) { try await verifier.verify(flawed) }
            authority.keysAreDown = true
            let late = try TokenVerifier(
                issuer: authority.issuer.value, audience: "https://api.example", fetch: HTTPFetch(timeout: 60))
            let outage = await #expect(throws: TokenRejection.self) { try await late.verify(authority.token()) }
            #expect(outage?.code == "keys_unavailable")
        }
    }

    @Test("what the body throws comes out, and what it returns")
    func results() async throws {
        #expect(try await TestAuthority.live { $0.issuer.isLoopback })
        await #expect(throws: TokenRejection.revoked) {
            try await TestAuthority.live { _ in throw TokenRejection.revoked }
        }
    }
}
