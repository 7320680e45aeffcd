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

    @Test("every endpoint and list that is written is read; what is not there is not made up")
    func endpoints() throws {
        let issuer = try Issuer("https://auth.example")
        var written = AuthorizationServerMetadata(issuer: issuer, keysURL: issuer.url("/jwks"))
        let bare = try AuthorizationServerMetadata(parsing: written.json, for: issuer)
        #expect(bare.changesURL == nil && bare.statusListsURL == nil && bare.tokenURL == nil)
        #expect(bare.introspectionURL == nil && bare.revocationURL == nil)
        #expect(bare.grantTypes.isEmpty && bare.scopes.isEmpty && bare.proofAlgorithms.isEmpty)
        #expect(String(decoding: written.json, as: UTF8.self).contains(#""grant_types_supported":[]"#))

        written.changesURL = issuer.url("/status/changes")
        written.statusListsURL = issuer.url("/status/lists")
        written.tokenURL = issuer.url("/oauth/token")
        written.introspectionURL = issuer.url("/oauth/introspect")
        written.revocationURL = issuer.url("/oauth/revoke")
        written.clientAuthentication = ["client_secret_basic", "client_secret_post"]
        written.grantTypes = ["client_credentials"]
        written.scopes = ["notes:read"]
        written.proofAlgorithms = ["ES256"]
        let read = try AuthorizationServerMetadata(parsing: written.json, for: issuer)
        #expect(read.changesURL == "https://auth.example/status/changes")
        #expect(read.statusListsURL == "https://auth.example/status/lists")
        #expect(read.tokenURL == "https://auth.example/oauth/token")
        #expect(read.introspectionURL == "https://auth.example/oauth/introspect")
        #expect(read.revocationURL == "https://auth.example/oauth/revoke")
        #expect(read.clientAuthentication == written.clientAuthentication)
        #expect(read.grantTypes == ["client_credentials"])
        #expect(read.scopes == ["notes:read"])
        #expect(read.proofAlgorithms == ["ES256"])
        for endpoint in ["token", "introspection", "revocation"] {
            let member = #""\#(endpoint)_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"]"#
            #expect(String(decoding: written.json, as: UTF8.self).contains(member))
        }
    }

    @Test(
        "an endpoint that the issuer may not name is none, and the keys are read all the same",
        arguments: ["http://auth.example/s", "http://127.0.0.1/s", "file:///etc/passwd", "//evil.example", ""])
    func unusable(url: String) throws {
        let issuer = try Issuer("https://auth.example")
        var written = AuthorizationServerMetadata(issuer: issuer, keysURL: issuer.url("/jwks"))
        written.changesURL = url
        written.introspectionURL = url
        let read = try AuthorizationServerMetadata(parsing: written.json, for: issuer)
        #expect(read.keysURL == "https://auth.example/jwks")
        #expect(read.changesURL == nil)
        #expect(read.introspectionURL == nil)
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
