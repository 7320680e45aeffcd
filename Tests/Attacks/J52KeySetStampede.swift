// J52: tokens with made-up kids, by the thousand, to make a verifier hammer its issuer (CVE-2026-48524).

import JOSE
import Support
import Testing
import TokenVerifier

@Suite("J52 key set stampede")
struct J52KeySetStampede {
    static let now = TestIssuer.start

    /// A token in strict form whose kid names nothing.
    static func madeUp(_ number: Int) -> String {
        let header = Base64URL.encode(#"{"alg":"Ed25519","typ":"at+jwt","kid":"made-up-\#(number)"}"#.utf8)
        return "\(header).e30.\(Base64URL.encode([UInt8](repeating: 0, count: 64)))"
    }

    @Test("ten thousand made-up kids cost one fetch in half a minute, and good tokens pass meanwhile")
    func stampede() async throws {
        let issuer = try TestIssuer()
        let verifier = try issuer.verifier()
        let good = try issuer.token()
        _ = try await verifier.verify(good, at: Self.now)
        for number in 0..<10_000 {
            await #expect(throws: TokenRejection.keyNotFound(kid: "made-up-\(number)")) {
                try await verifier.verify(Self.madeUp(number), at: Self.now + 1 + number * 30 / 10_000)
            }
        }
        #expect(issuer.count(TestIssuer.keysPath) == 2)
        _ = try await verifier.verify(good, at: Self.now + 30)
        await #expect(throws: TokenRejection.self) {
            try await verifier.verify(Self.madeUp(0), at: Self.now + 31)
        }
        #expect(issuer.count(TestIssuer.keysPath) == 3)
    }

    @Test("at once, and before anything is known")
    func concurrent() async throws {
        let issuer = try TestIssuer()
        let verifier = try issuer.verifier()
        issuer.isHeld = true
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    await #expect(throws: TokenRejection.keyNotFound(kid: "made-up-\(number)")) {
                        try await verifier.verify(Self.madeUp(number), at: Self.now)
                    }
                }
            }
            await Patience.until { issuer.count() > 0 }
            issuer.isHeld = false
        }
        #expect(issuer.count(TestIssuer.keysPath) == 1)
    }

    @Test("a refresh that fails keeps the old keys, and is not repeated at each token")
    func failedRefresh() async throws {
        let issuer = try TestIssuer()
        let verifier = try issuer.verifier()
        let good = try issuer.token()
        _ = try await verifier.verify(good, at: Self.now)
        issuer.isDown = true
        for number in 0..<1_000 {
            await #expect(throws: TokenRejection.self) {
                try await verifier.verify(Self.madeUp(number), at: Self.now + 1)
            }
        }
        #expect(issuer.count() == 3)
        _ = try await verifier.verify(good, at: Self.now + 1)
    }
}
