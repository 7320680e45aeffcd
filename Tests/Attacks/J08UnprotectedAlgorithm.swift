// J08: an algorithm that the signature does not cover (GHSA-jc38-x7x8-2xc8).

import JOSE
import Support
import Testing

@Suite struct J08UnprotectedAlgorithm {
    private func text(_ algorithm: String, by key: SigningKey) throws -> [UInt8] {
        let signature = try Base64URL.encode(key.sign(Array(".AQID".utf8)))
        return Array(#"{"payload":"AQID","header":{"alg":"\#(algorithm)"},"signature":"\#(signature)"}"#.utf8)
    }

    @Test func isRefused() throws {
        let key = try Target().key
        let jws = try JSONJWS(parsing: text("ES256", by: key))
        #expect(throws: JOSEError.header("alg")) { try jws.payload(verifiedWith: key.verificationKey, signature: 0) }
    }

    @Test func neverChoosesTheAlgorithmOfTheKey() throws {
        let key = try Target().key
        let jws = try JSONJWS(parsing: text("HS256", by: key))
        #expect(throws: JOSEError.key(.algorithm(bound: "ES256", asked: "HS256"))) {
            try jws.payload(verifiedWith: key.verificationKey, signature: 0, unprotectedAlgorithm: .accepted)
        }
    }

    @Test func isNoToken() throws {
        let target = try Target()
        let text = String(decoding: try text("ES256", by: target.key), as: UTF8.self)
        #expect(target.refusal(of: text) == .malformed(.character(offset: 0)))
    }
}
