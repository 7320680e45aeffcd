// What a token is bound to: the two bonds that can be checked, and every other refused.

import JOSE
import OAuth
import Testing

@Suite("Confirmation")
struct ConfirmationTests {
    static let jkt = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
    /// SHA-256 of "abc" (FIPS 180-4).
    static let x5t = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"

    private func claims(_ cnf: String) throws -> Claims {
        let payload = Base64URL.encode("{\(cnf)}".utf8)
        return try UnverifiedToken(parsing: "eyJhbGciOiJFUzI1NiJ9.\(payload).AA").unverifiedClaims()
    }

    @Test(
        "the bonds of RFC 9449 §6.1 and RFC 8705 §3.1",
        arguments: [
            (#""cnf":{"jkt":"\#(jkt)"}"#, jkt, nil), (#""cnf":{"x5t#S256":"\#(x5t)"}"#, nil, x5t),
            (#""cnf":{"x5t#S256":"\#(jkt)","jkt":"\#(jkt)"}"#, jkt, jkt),
        ] as [(String, String?, String?)]
    )
    func known(cnf: String, jkt: String?, x5t: String?) throws {
        let found = try #require(try Confirmation(in: claims(cnf)))
        #expect(found == Confirmation(keyThumbprint: jkt, certificateThumbprint: x5t))
    }

    @Test("none is none")
    func none() throws {
        #expect(try Confirmation(in: claims(#""sub":"a""#)) == nil)
    }

    @Test(
        "a bond that can't be checked refuses the token",
        arguments: [
            "null", "true", "1", #""\#(jkt)""#, "[]", "{}", #"{"jkt":null}"#, #"{"jkt":1}"#, #"{"jkt":""}"#,
            #"{"jkt":["\#(jkt)"]}"#, #"{"jkt":"\#(jkt)="}"#, #"{"jkt":"\#(jkt)A"}"#, #"{"jkt":"AA"}"#,
            // The example of RFC 8705 §3.1 is no hash: the unused bits of its last letter are set.
            #"{"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}"#,
            #"{"JKT":"\#(jkt)"}"#, #"{"x5t":"\#(jkt)"}"#, #"{"x5t#s256":"\#(jkt)"}"#, #"{"kid":"k"}"#,
            #"{"jwk":{"kty":"EC"}}"#, #"{"jwe":"a"}"#, #"{"jku":"https://a/"}"#, #"{"jkt":"\#(jkt)","kid":"k"}"#,
        ]
    )
    func unknown(cnf: String) throws {
        #expect(
            throws: TokenRejection.refused([
                ClaimViolation("cnf", .invalid, expected: "jkt or x5t#S256 alone", found: cnf)
            ])
        ) { try Confirmation(in: claims("\"cnf\":\(cnf)")) }
    }

    @Test("it is written as it is read")
    func written() throws {
        let bond = Confirmation(keyThumbprint: Self.jkt, certificateThumbprint: Self.jkt)
        let text = String(decoding: JSONWriter.object { bond.write(to: &$0) }, as: UTF8.self)
        #expect(text == #"{"cnf":{"jkt":"\#(Self.jkt)","x5t#S256":"\#(Self.jkt)"}}"#)
    }

    @Test("a certificate is accepted by the hash of its DER, and nothing else is")
    func certificates() {
        #expect(Confirmation.thumbprint(ofCertificate: [0x61, 0x62, 0x63]) == Self.x5t)
        let bond = Confirmation(certificateThumbprint: Self.x5t)
        #expect(bond.accepts(certificate: [0x61, 0x62, 0x63]))
        #expect(!bond.accepts(certificate: [0x61, 0x62]))
        #expect(!bond.accepts(certificate: []))
        #expect(!bond.accepts(certificate: nil))
        #expect(Confirmation(keyThumbprint: Self.jkt).accepts(certificate: nil))
    }
}
