// Authorization server metadata: written, read, and refused when it speaks for another.

import OAuth
import Testing

@Suite("Metadata")
struct MetadataTests {
    @Test("what is written is read")
    func roundTrip() throws {
        let issuer = try Issuer("https://auth.example/t")
        let written = AuthorizationServerMetadata(
            issuer: issuer, keysURL: issuer.url("/.well-known/jwks.json"))
        let read = try AuthorizationServerMetadata(parsing: written.json, for: issuer)
        #expect(read.issuer == issuer)
        #expect(read.keysURL == "https://auth.example/t/.well-known/jwks.json")
    }

    @Test(
        "refused",
        arguments: [
            ("", "can't be read"), ("[]", "can't be read"),
            (#"{"issuer":"https://auth.example","issuer":"https://auth.example"}"#, "can't be read"),
            (#"{"jwks_uri":"https://auth.example/jwks"}"#, "names the issuer none"),
            (#"{"issuer":"https://auth.example/","jwks_uri":"https://auth.example/jwks"}"#, "byte for byte"),
            (#"{"issuer":"https://evil.example","jwks_uri":"https://auth.example/jwks"}"#, "byte for byte"),
            (#"{"issuer":["https://auth.example"],"jwks_uri":"https://auth.example/jwks"}"#, "byte for byte"),
            (#"{"issuer":"https://auth.example"}"#, "jwks_uri"),
            (#"{"issuer":"https://auth.example","jwks_uri":"http://auth.example/jwks"}"#, "jwks_uri"),
            (#"{"issuer":"https://auth.example","jwks_uri":"http://127.0.0.1/jwks"}"#, "jwks_uri"),
            (#"{"issuer":"https://auth.example","jwks_uri":"file:///etc/passwd"}"#, "jwks_uri"),
            (#"{"issuer":"https://auth.example","jwks_uri":7}"#, "jwks_uri"),
        ]
    )
    func refused(json: String, why: String) throws {
        let issuer = try Issuer("https://auth.example")
        let refusal = #expect(throws: OAuthRefusal.self) {
            try AuthorizationServerMetadata(parsing: Array(json.utf8), for: issuer)
        }
        #expect(refusal?.sentence.contains(why) ?? false, "\(refusal?.sentence ?? "taken")")
    }
}
