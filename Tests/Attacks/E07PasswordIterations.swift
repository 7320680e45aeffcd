// E07: a header that asks for hours of PBKDF2 (CVE-2023-49290, CVE-2023-50658, CVE-2023-6681, CVE-2023-51775).

import JOSE
import Testing

@Suite struct E07PasswordIterations {
    static let counts = [
        "2147483647", "2147483648", "4294967296", "9007199254740992", "1200001", "999", "1", "0", "-1", "-600000", "1.5",
        "1e6", "600000.0", "\"600000\"", "null", "true", "[600000]", "{}", "1000000000000000000000000",
    ]

    /// An attacker needs no password for it: nothing that is authentic is looked at before.
    static func forged(_ count: String, salt: String = "AAAAAAAAAAAAAAAAAAAAAA") throws -> CompactJWE {
        let header = #"{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"\#(salt)","p2c":\#(count)}"#
        let key = Base64URL.encode([UInt8](repeating: 0, count: 24))
        return try CompactJWE(parsing: "\(Base64URL.encode(header.utf8)).\(key).AAAA.AAAA.AAAA")
    }

    // 2^31 iterations would run into the limit.
    @Test(.timeLimit(.minutes(8)), arguments: counts)
    func isRefusedBeforeAnyWork(_ count: String) throws {
        let key = try DecryptionKey.password(Array("secret".utf8), algorithm: .pbes2HS256A128KW)
        let jwe = try Self.forged(count)
        #expect(throws: JOSEError.header("p2c")) { try jwe.decrypted(with: key, contents: [.a128GCM]) }
    }

    @Test func theCallerMaySetTheBoundLowerOrHigher() throws {
        let low = try DecryptionKey.password([1], algorithm: .pbes2HS256A128KW, maximumIterations: 2_000)
        #expect(throws: JOSEError.header("p2c")) {
            try Self.forged("2001").decrypted(with: low, contents: [.a128GCM])
        }
        #expect(throws: JOSEError.decryptionFailed) {
            try Self.forged("2000").decrypted(with: low, contents: [.a128GCM])
        }
        let boundless = try DecryptionKey.password([1], algorithm: .pbes2HS256A128KW, maximumIterations: .max)
        #expect(throws: JOSEError.header("p2c")) {
            try Self.forged("4294968296").decrypted(with: boundless, contents: [.a128GCM])
        }
    }

    @Test func passwordsAreOffUnlessACallNamesOne() throws {
        let jwk = try JWK(parsing: Array(#"{"kty":"oct","k":"c2VjcmV0c2VjcmV0c2VjcmV0"}"#.utf8))
        #expect(throws: JOSEError.key(.password)) { try DecryptionKey(jwk: jwk, algorithm: .pbes2HS256A128KW) }
        #expect(throws: JOSEError.key(.password)) { try EncryptionKey(jwk: jwk, algorithm: .pbes2HS256A128KW) }
        let named = try JWK(
            parsing: Array(#"{"kty":"oct","k":"c2VjcmV0c2VjcmV0c2VjcmV0","alg":"PBES2-HS256+A128KW"}"#.utf8))
        #expect(throws: JOSEError.key(.password)) { try DecryptionKey(jwk: named, algorithm: nil) }
        let other = try EncryptedTarget(.a128KW).key
        #expect(throws: JOSEError.key(.algorithm(bound: "A128KW", asked: "PBES2-HS256+A128KW"))) {
            try Self.forged("1000").decrypted(with: other, contents: [.a128GCM])
        }
    }
}
