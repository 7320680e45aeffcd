// What an API says of itself: the members, where the document is, and what is no resource.

import JOSE
import OAuth
import Testing

@Suite("Protected resource metadata")
struct ProtectedResourceMetadataTests {
    static let issuer = "https://auth.example"

    private func metadata(_ resource: String) throws -> ProtectedResourceMetadata {
        try ProtectedResourceMetadata(resource: resource, issuers: [Issuer(Self.issuer)])
    }

    @Test(
        "the well-known name stands between host and path (RFC 9728 §3.1)",
        arguments: [
            ("https://api.example", "https://api.example/.well-known/oauth-protected-resource"),
            ("https://api.example/", "https://api.example/.well-known/oauth-protected-resource"),
            ("https://api.example/mcp", "https://api.example/.well-known/oauth-protected-resource/mcp"),
            ("https://api.example/a/b/", "https://api.example/.well-known/oauth-protected-resource/a/b/"),
            ("http://localhost:8080/dev/api", "http://localhost:8080/.well-known/oauth-protected-resource/dev/api"),
        ]
    )
    func place(resource: String, url: String) throws {
        let metadata = try metadata(resource)
        #expect(metadata.url == url)
        #expect(url.hasSuffix(metadata.path) && metadata.path.hasPrefix("/.well-known/"))
        #expect(metadata.resource == resource)
    }

    @Test("members that say nothing are left out")
    func least() throws {
        let json = String(decoding: try metadata("https://api.example/mcp").json, as: UTF8.self)
        #expect(
            json == #"{"resource":"https://api.example/mcp","authorization_servers":["https://auth.example"],"#
                + #""bearer_methods_supported":["header"]}"#)
    }

    @Test("all members")
    func most() throws {
        let metadata = try ProtectedResourceMetadata(
            resource: "https://api.example", issuers: [Issuer(Self.issuer), Issuer("https://b.example")],
            scopes: ["a", "b"], name: "Notes", documentation: "https://docs.example", proofAlgorithms: ["ES256"],
            requiresProofs: true, bindsCertificates: true)
        let object = try JSONDocument.object(parsing: metadata.json)
        #expect(object["authorization_servers"]?.elements?.compactMap(\.string) == [Self.issuer, "https://b.example"])
        #expect(object["scopes_supported"]?.text == #"["a","b"]"#)
        #expect(object["resource_name"]?.string == "Notes")
        #expect(object["resource_documentation"]?.string == "https://docs.example")
        #expect(object["dpop_signing_alg_values_supported"]?.text == #"["ES256"]"#)
        #expect(object["dpop_bound_access_tokens_required"]?.bool == true)
        #expect(object["tls_client_certificate_bound_access_tokens"]?.bool == true)
    }

    @Test(
        "what is no resource",
        arguments: ["", "api", "http://api.example", "https://api.example?a", "https://api.example#b", "https://u@api.example"])
    func none(resource: String) {
        #expect(throws: OAuthRefusal.self) { try metadata(resource) }
        #expect(throws: OAuthRefusal.self) { try ProtectedResourceMetadata(resource: "https://a.example", issuers: []) }
    }
}
