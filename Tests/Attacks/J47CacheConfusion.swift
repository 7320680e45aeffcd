// J47: a cache of verdicts that answers for another verifier, another key, or another text.

import JOSE
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("J47 verification cache confusion")
struct J47CacheConfusion {
    static let now = TestIssuer.start

    private func code(_ verifier: TokenVerifier, _ token: String) async -> String? {
        do throws(TokenRejection) {
            _ = try await verifier.verify(token, at: Self.now)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("a verdict of one policy is none of another: audience, algorithms, issuer")
    func policies() async throws {
        let issuer = try TestIssuer()
        let token = try issuer.token()
        let ours = try issuer.verifier(cache: .tokens(10))
        #expect(await code(ours, token) == nil)
        #expect(await code(ours, token) == nil)
        let others = try issuer.verifier(audience: "https://other.example", cache: .tokens(10))
        #expect(await code(others, token) == "audience_mismatch")
        let narrow = try issuer.verifier(algorithms: [.es256], cache: .tokens(10))
        #expect(await code(narrow, token) == "alg_not_allowed")
        let stranger = try TestIssuer("https://stranger.example")
        #expect(await code(try stranger.verifier(cache: .tokens(10)), token) == "key_unknown")
    }

    @Test("a remembered token with another signature or another payload is no hit")
    func texts() async throws {
        let issuer = try TestIssuer()
        let verifier = try issuer.verifier(cache: .tokens(10))
        let token = try issuer.token()
        #expect(await code(verifier, token) == nil)
        let forged = try ForgedToken.signed(
            header: #"{"alg":"Ed25519","typ":"at+jwt","kid":"\#(issuer.key.keyID)"}"#,
            payload: "{}",
            by: SigningKey.generate(.ed25519)
        )
        #expect(await code(verifier, forged) == "signature_invalid")
        let parts = token.split(separator: ".")
        let other = try issuer.token(subject: "usr_2").split(separator: ".")
        #expect(await code(verifier, "\(parts[0]).\(other[1]).\(parts[2])") == "signature_invalid")
        #expect(await code(verifier, token + "A") == "signature_invalid")
    }
}
