// J55: a key that the issuer took out of its set, and the time for which its tokens still pass.

import JOSE
import Support
import Testing
import TokenVerifier

@Suite("J55 removed keys")
struct J55RemovedKey {
    static let now = TestIssuer.start

    @Test(
        "rotation: both keys are good while both are published, the old one is refused within the set's time")
    func rotation() async throws {
        let issuer = try TestIssuer()
        issuer.cacheControl = "max-age=300"
        let verifier = try issuer.verifier()
        let old = try issuer.token(expiresIn: 100_000)
        _ = try await verifier.verify(old, at: Self.now)
        try issuer.addKey()
        let new = try issuer.token(expiresIn: 100_000)
        _ = try await verifier.verify(new, at: Self.now + 10)
        _ = try await verifier.verify(old, at: Self.now + 10)

        issuer.removeOldestKey()
        _ = try await verifier.verify(old, at: Self.now + 309)
        let rejection = await #expect(throws: TokenRejection.self) {
            try await verifier.verify(old, at: Self.now + 310)
        }
        #expect(rejection?.code == "key_unknown")
        _ = try await verifier.verify(new, at: Self.now + 310)
    }

    @Test("a set that is emptied leaves no key behind")
    func emptied() async throws {
        let issuer = try TestIssuer()
        let verifier = try issuer.verifier()
        let token = try issuer.token(expiresIn: 100_000)
        _ = try await verifier.verify(token, at: Self.now)
        issuer.removeOldestKey()
        _ = try await verifier.verify(token, at: Self.now + 599)
        let rejection = await #expect(throws: TokenRejection.self) {
            try await verifier.verify(token, at: Self.now + 600)
        }
        #expect(rejection?.code == "key_unknown")
    }

    @Test("the longest time that an issuer can ask for is a day, and the shortest is a minute")
    func bounds() async throws {
        for (cacheControl, seconds) in [("max-age=99999999", 86_400), ("max-age=1", 60)] {
            let issuer = try TestIssuer()
            issuer.cacheControl = cacheControl
            let verifier = try issuer.verifier()
            let token = try issuer.token(expiresIn: 1_000_000)
            _ = try await verifier.verify(token, at: Self.now)
            issuer.removeOldestKey()
            _ = try await verifier.verify(token, at: Self.now + seconds - 1)
            await #expect(throws: TokenRejection.self) {
                try await verifier.verify(token, at: Self.now + seconds)
            }
        }
    }
}
