// Passwords: round trips, and bounds that are asked before any work is done.

import Crypto
import Testing

@testable import JOSE

@Suite struct PasswordParametersTests {
    static let algorithms = KeyManagementAlgorithm.allCases.filter { $0.row.family == .password }
    static let password = Array("Thus from my lips, by yours, my sin is purged.".utf8)

    @Test(arguments: algorithms)
    func whatIsEncryptedDecrypts(_ algorithm: KeyManagementAlgorithm) throws {
        let key = try EncryptionKey.password(Self.password, algorithm: algorithm, iterations: 1_000, keyID: "k")
        let text = try CompactJWE.encrypt([1, 2, 3], as: .a128CBCHS256, to: key)
        let jwe = try CompactJWE(parsing: text)
        #expect(jwe.header["p2c"]?.integer == 1_000)
        #expect(try jwe.header.bytes(of: "p2s")?.count == 16)
        #expect(jwe.header.keyID == "k")
        let own = try DecryptionKey.password(Self.password, algorithm: algorithm)
        #expect(try jwe.decrypted(with: own, contents: [.a128CBCHS256]) == [1, 2, 3])
        let wrong = try DecryptionKey.password(Self.password + [1], algorithm: algorithm)
        #expect(throws: JOSEError.decryptionFailed) { try jwe.decrypted(with: wrong, contents: [.a128CBCHS256]) }
    }

    /// RFC 7517 §C.4: the key that the password gives, before it wraps.
    @Test func theExampleOfRFC7517() throws {
        let salt: [UInt8] = [217, 96, 147, 112, 150, 117, 70, 247, 127, 8, 155, 137, 174, 42, 80, 215]
        let key = try PasswordParameters(salt: salt, iterations: 4_096).key(of: Self.password, .pbes2HS256A128KW)
        #expect(
            key.withUnsafeBytes { Array($0) } == [110, 171, 169, 92, 129, 92, 109, 117, 233, 242, 116, 233, 170, 14, 24, 75]
        )
    }

    static let headers: [(String, Int, JOSEError?)] = [
        (#""p2s":"AAAAAAAAAAA","p2c":1000"#, 1_000, nil),
        (#""p2s":"AAAAAAAAAAA","p2c":1001"#, 1_000, .header("p2c")),
        (#""p2s":"AAAAAAAAAAA","p2c":999"#, 1_000, .header("p2c")),
        (#""p2s":"AAAAAAAAAA","p2c":1000"#, 1_000, .header("p2s")),
        (#""p2s":"AAAAAAAAAAA=","p2c":1000"#, 1_000, .header("p2s")),
        (#""p2s":8,"p2c":1000"#, 1_000, .header("p2s")),
        (#""p2c":1000"#, 1_000, .header("p2s")), (#""p2s":"AAAAAAAAAAA""#, 1_000, .header("p2c")),
        (#""p2s":"AAAAAAAAAAA","p2c":4294967296"#, .max, .header("p2c")),
    ]

    @Test(arguments: headers)
    func bounds(_ parameters: String, _ maximum: Int, _ expected: JOSEError?) throws {
        let text = #"{"alg":"PBES2-HS256+A128KW","enc":"A128GCM",\#(parameters)}"#
        let header = try EncryptionHeader(decoded: Array(text.utf8))
        do {
            _ = try PasswordParameters(header, maximumIterations: maximum)
            #expect(expected == nil)
        } catch {
            #expect(error == expected)
        }
    }
}
