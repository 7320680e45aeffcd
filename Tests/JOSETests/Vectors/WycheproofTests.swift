// Wycheproof's JSON Web Signature cases that this library can express; the rest is counted and named.

import JOSE
import Testing

@Suite(
    "Wycheproof JWS",
    .enabled(if: Vectors.has("wycheproof"), "\(Vectors.missing("wycheproof"))")
)
struct WycheproofTests {
    static let path = "wycheproof/json_web_signature_test.json"

    private struct Outcome {
        var accepted: [Int] = []
        var refused: [Int] = []
        var unsupported: [String: Int] = [:]
    }

    /// What becomes of every case: a key that can't be loaded refuses all that it is asked to verify.
    private func run() throws -> Outcome {
        let limits = JSONLimits(length: 10_000_000, depth: 32)
        let root = try JSONDocument(parsing: Vectors.bytes(of: Self.path), limits: limits).root
        var outcome = Outcome()
        for group in root["testGroups"]?.elements ?? [] {
            let tests = group["tests"]?.elements ?? []
            let name = group["comment"]?.string ?? ""
            guard let published = group["public"], published["kty"]?.string == "EC" else {
                outcome.unsupported[name, default: 0] += tests.count
                continue
            }
            for test in tests {
                let number = try #require(test["tcId"]?.integer)
                if Self.accepts(test["jws"], with: published) {
                    outcome.accepted.append(number)
                } else {
                    outcome.refused.append(number)
                }
            }
        }
        return outcome
    }

    private static func accepts(_ jws: JSONValue?, with key: JSONValue) -> Bool {
        do {
            guard let text = jws?.string else { return false }
            let jwk = try JWK(parsing: Array(key.text.utf8))
            let key = try VerificationKey(jwk: jwk, algorithm: .es256)
            _ = try CompactJWS(parsing: text).payload(verifiedWith: key)
            return true
        } catch {
            return false
        }
    }

    @Test("of the EC cases those that must be accepted are, and no other")
    func cases() throws {
        let outcome = try run()
        // 18 and 378: honest ES256. 347 and 351 are labelled valid, but their key names "ES521", which is no algorithm.
        #expect(outcome.accepted == [18, 378])
        #expect(outcome.refused == Array(19...32) + [347, 351, 354, 356] + Array(379...401))
    }

    @Test("the cases of other key types wait for their algorithms")
    func unsupported() throws {
        #expect(
            try run().unsupported == [
                "hs256": 17, "rs256": 231, "rs384": 4, "rs512": 4, "ps256": 48, "ps384": 5, "ps512": 20, "rfc7520": 4,
                "rfc7520WithKeyOps": 2, "rsa_encryption": 2, "base64": 21,
            ]
        )
    }
}
