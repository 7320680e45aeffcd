// The smaller rules of headers, each by an input that breaks that rule alone.

import JOSE
import Testing

@Suite("Header rules")
struct HeaderGuardsTests {
    static let deep = #"{"alg":"ES256","x":[[[[[[[[1]]]]]]]]}"#

    private func flattened(protected: String, header: String? = nil) -> [UInt8] {
        let unprotected = header.map { #","header":\#($0)"# } ?? ""
        let encoded = Base64URL.encode(protected.utf8)
        return Array(#"{"payload":"AA","protected":"\#(encoded)","signature":"AA"\#(unprotected)}"#.utf8)
    }

    @Test(
        "of a signature in JSON",
        arguments: [
            (#"{"alg":7}"#, nil, .header("alg")), (#"{"alg":""}"#, nil, .header("alg")),
            (#"{"alg":null}"#, nil, .header("alg")), (#"{"alg":"ES256","cty":7}"#, nil, .header("cty")),
            (#"{"alg":"ES256","kid":7}"#, nil, .header("kid")), (#"{"alg":"ES256","typ":[]}"#, nil, .header("typ")),
            (#"{"alg":"ES256"}"#, #"{"cty":7}"#, .header("cty")),
            (#"{"alg":"ES256"}"#, #"{"b64":true}"#, .header("b64")),
            (#"{"alg":"ES256"}"#, #"{"crit":["exp"]}"#, .header("crit")),
            (#"{"alg":"ES256"}"#, #"[]"#, .member("header")), (#"{"alg":"ES256"}"#, #"{}"#, .member("header")),
            (deep, nil, .json(part: "header", .tooDeep(limit: 8))),
        ] as [(String, String?, JOSEError)])
    func signature(protected: String, header: String?, error: JOSEError) {
        #expect(throws: error) { try JSONJWS(parsing: flattened(protected: protected, header: header)) }
    }

    @Test("a payload that is sent by another way does not stand in the JSON, too")
    func detached() {
        #expect(throws: JOSEError.member("payload")) {
            try JSONJWS(parsing: flattened(protected: #"{"alg":"ES256"}"#), detachedPayload: [0])
        }
    }

    @Test(
        "of a token",
        arguments: [
            (#"{"alg":""}"#, .header("alg")), (#"{"alg":"ES256","cty":7}"#, .header("cty")),
            (deep, .json(part: "header", .tooDeep(limit: 8))),
        ] as [(String, JOSEError)])
    func token(header: String, error: JOSEError) {
        #expect(throws: error) { try CompactJWS(parsing: Base64URL.encode(header.utf8) + ".e30.AA") }
    }

    @Test(
        "of an encrypted token",
        arguments: [
            (#"{"alg":"","enc":"A128GCM"}"#, .header("alg")), (#"{"alg":"dir","enc":""}"#, .header("enc")),
            (#"{"alg":"dir","enc":7}"#, .header("enc")), (#"{"alg":"dir","enc":"A128GCM","cty":7}"#, .header("cty")),
            (
                #"{"alg":"dir","enc":"A128GCM","x":[[[[[[[[1]]]]]]]]}"#,
                .json(part: "header", .tooDeep(limit: 8))
            ),
        ] as [(String, JOSEError)])
    func encrypted(header: String, error: JOSEError) {
        #expect(throws: error) { try CompactJWE(parsing: Base64URL.encode(header.utf8) + "....") }
    }

    @Test(
        "an epk is a public key of a curve",
        arguments: [
            "7", "[]", "{}", #"{"kty":"RSA","n":"\#(ThumbprintTests.rsa)","e":"AQAB"}"#, #"{"kty":"oct","k":"AAAA"}"#,
        ])
    func ephemeral(epk: String) throws {
        let key = try DecryptionKey(jwk: JWK.generate(for: .ecdhES, curve: "P-256"), algorithm: nil)
        let header = #"{"alg":"ECDH-ES","enc":"A128GCM","epk":\#(epk)}"#
        let jwe = try CompactJWE(parsing: Base64URL.encode(header.utf8) + "..AAAAAAAAAAAAAAAA..AAAAAAAAAAAAAAAAAAAAAA")
        #expect(throws: JOSEError.header("epk")) { try jwe.decrypted(with: key, contents: [.a128GCM]) }
    }

    @Test(
        "application/ is left out of a type only where no other slash follows (RFC 7515 §4.1.9)",
        arguments: [
            ("application/at+jwt", "at+jwt"), ("application/a/b", "application/a/b"), ("at+jwt", "at+jwt"),
            ("text/x", "text/x"),
        ])
    func type(written: String, name: String) {
        #expect(TokenType(written).name == name)
    }
}
