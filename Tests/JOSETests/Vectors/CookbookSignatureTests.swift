// The signatures of the cookbook (RFC 7520 §4), in each form that it gives for them.

import JOSE
import Testing

@Suite(
    "RFC 7520 §4",
    .enabled(if: Vectors.has("jose-cookbook-rfc7520"), "\(Vectors.missing("jose-cookbook-rfc7520"))")
)
struct CookbookSignatureTests {
    static let path = "jose-cookbook-rfc7520/jws"

    /// The keys and algorithms of an example, which are one or a list.
    private static func keys(_ input: JSONValue) throws -> [VerificationKey] {
        let keys = try #require(input["key"])
        let names = try #require(input["alg"])
        return try zip(keys.elements ?? [keys], names.elements ?? [names]).map { key, name in
            let algorithm = try #require(SignatureAlgorithm(name: name.string ?? ""))
            return try VerificationKey(jwk: JWK(parsing: Array(key.text.utf8)), algorithm: algorithm)
        }
    }

    static let all = Vectors.has("jose-cookbook-rfc7520") ? (try? Vectors.names(in: path)) ?? [] : []

    @Test("is verified, each signature in each form", arguments: all)
    func verifies(name: String) throws {
        let example = try JSONDocument.object(parsing: Vectors.bytes(of: "\(Self.path)/\(name)"))
        let input = try #require(example["input"])
        let output = try #require(example["output"])
        let keys = try Self.keys(input)
        let payload = Array(try #require(input["payload"]?.string).utf8)
        let isDetached = name.hasPrefix("4_5.")
        let detached = isDetached ? payload : nil
        // §4.7, and one signature of §4.8, protect nothing but the content.
        let bare = name.hasPrefix("4_7.") || name.hasPrefix("4_8.")
        var forms = 0
        for form in ["json", "json_flat"] {
            guard let text = output[form]?.text else { continue }
            let jws = try JSONJWS(parsing: Array(text.utf8), detachedPayload: detached)
            for (index, key) in keys.enumerated() {
                let opened = try jws.payload(
                    verifiedWith: key, signature: index, unprotectedAlgorithm: bare ? .accepted : .refused)
                #expect(opened == payload)
                if !jws.signatures[index].isAlgorithmProtected {
                    #expect(throws: JOSEError.header("alg")) { try jws.payload(verifiedWith: key, signature: index) }
                }
            }
            forms += 1
        }
        if let compact = output["compact"]?.string {
            let jws =
                try detached.map { try CompactJWS(parsing: compact, detachedPayload: $0) }
                ?? CompactJWS(parsing: compact)
            #expect(try jws.payload(verifiedWith: keys[0]) == payload)
            forms += 1
        }
        #expect(forms >= 1)
    }

    @Test("has eight examples")
    func count() { #expect(Self.all.count == 8) }
}
