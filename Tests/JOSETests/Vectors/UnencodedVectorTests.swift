// The cookbook's examples of RFC 7797: one that holds, and one that lacks its crit and must not.

import JOSE
import Testing

@Suite(
    "RFC 7797",
    .enabled(if: Vectors.has("jose-cookbook-rfc7520"), "\(Vectors.missing("jose-cookbook-rfc7520"))")
)
struct UnencodedVectorTests {
    private func example(_ name: String) throws -> (key: VerificationKey, payload: [UInt8], output: JSONValue) {
        let bytes = try Vectors.bytes(of: "jose-cookbook-rfc7520/rfc7797/\(name)")
        let example = try JSONDocument.object(parsing: bytes)
        let jwk = try JWK(parsing: Array(try #require(example["input"]?["key"]).text.utf8))
        return (
            try VerificationKey(jwk: jwk, algorithm: .hs256),
            Array(try #require(example["input"]?["payload"]?.string).utf8), try #require(example["output"])
        )
    }

    @Test("a payload of plain letters, in every form")
    func plain() throws {
        let (key, payload, output) = try example("hmac-sha2_b64_false.json")
        let compact = try UnencodedJWS(parsing: try #require(output["compact"]?.string))
        #expect(try compact.payload(verifiedWith: key) == payload)
        for form in ["json", "json_flat"] {
            let json = try UnencodedJWS(parsing: Array(try #require(output[form]).text.utf8))
            #expect(try json.payload(verifiedWith: key, signature: 0) == payload)
        }
    }

    @Test("this one's protected header has no crit, which RFC 7797 §6 demands")
    func withoutCrit() throws {
        let (_, _, output) = try example("4.2.hmac-sha2_b64_false.json")
        for form in ["json", "json_flat"] {
            let text = Array(try #require(output[form]).text.utf8)
            #expect(throws: JOSEError.header("b64")) { try UnencodedJWS(parsing: text) }
        }
    }
}
