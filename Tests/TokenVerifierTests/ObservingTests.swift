// What a verifier counts and what it calls a token in a log.

import JOSE
import MetricsTestKit
import OAuth
import Support
import Testing

@testable import TokenVerifier

@Suite("Observing")
struct ObservingTests {
    static let now = TestIssuer.start

    @Test("eight characters, other ones for another token, and nothing of it")
    func fingerprint() throws {
        // SHA-256 of "abc" begins with ba7816bf8f01 (FIPS 180-4, example B.1).
        #expect(TokenFingerprint(of: "abc").description == "ungWv48B")
        let token = try TestIssuer().token()
        let print = TokenFingerprint(of: token)
        #expect(print.description.utf8.count == 8)
        #expect(print == TokenFingerprint(of: token))
        #expect(print != TokenFingerprint(of: token + "A"))
        #expect(!token.contains(print.description))
    }

    @Test("each verification is counted by its result, and timed unless it was remembered")
    func verifications() async throws {
        let metrics = TestMetrics()
        let issuer = try TestIssuer()
        issuer.publishList(revoked: [5])
        var means = issuer.means
        means.metrics = VerifierMetrics(factory: metrics)
        let verifier = try issuer.verifier(cache: .tokens(10), means: means)
        let good = try issuer.token(status: issuer.handle(3))
        for _ in 0..<3 { _ = try await verifier.verify(good, at: Self.now + 7) }
        _ = await TokenVerifierTests.code(verifier, "no.token")
        for _ in 0..<2 { _ = await TokenVerifierTests.code(verifier, try issuer.token(status: issuer.handle(5))) }
        func count(_ result: String) throws -> Int64 {
            try metrics.expectCounter("token_verifications_total", [("result", result)]).totalValue
        }
        #expect(try count("ok") == 3)
        #expect(try count("token_malformed") == 1)
        #expect(try count("revoked") == 2)
        #expect(try metrics.expectTimer("token_verify_duration_seconds").values.count == 4)
        #expect(try metrics.expectCounter("token_jwks_refresh_total", [("result", "ok")]).totalValue == 1)
        #expect(try metrics.expectCounter("token_status_refresh_total", [("result", "ok")]).totalValue == 1)
        let gauges = [("issuer", issuer.issuer.value)]
        #expect(try metrics.expectGauge("token_jwks_age_seconds", gauges).lastValue == 0)
        _ = try await verifier.verify(try issuer.token(), at: Self.now + 50)
        #expect(try metrics.expectGauge("token_jwks_age_seconds", gauges).lastValue == 43)
        #expect(try metrics.expectGauge("token_status_list_age_seconds", gauges).lastValue == 0)
        issuer.isDown = true
        _ = await TokenVerifierTests.code(verifier, good, at: Self.now + 100)
        #expect(try metrics.expectCounter("token_status_refresh_total", [("result", "failed")]).totalValue == 1)
    }
}
