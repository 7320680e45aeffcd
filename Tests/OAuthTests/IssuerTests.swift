// Issuer identifiers: which are taken, where their documents are, which URLs are theirs.

import OAuth
import Testing

@Suite("Issuer")
struct IssuerTests {
    @Test(
        "taken",
        arguments: [
            "https://auth.example", "https://auth.example/", "https://auth.example:8443/tenant/a",
            "http://localhost:8080", "http://127.0.0.1:1", "http://127.255.0.9", "http://[::1]:8080/x",
            "https://auth.example/a.b/..c",
        ]
    )
    func taken(text: String) throws {
        #expect(try Issuer(text).value == text)
    }

    @Test(
        "refused, with a sentence that names the rule",
        arguments: [
            ("", "begin with https"), ("auth.example", "begin with https"),
            ("HTTPS://auth.example", "begin with https"),
            ("ftp://auth.example", "begin with https"), ("file:///etc/passwd", "begin with https"),
            ("http://auth.example", "must be https"), ("http://127.0.0.1.evil.example", "must be https"),
            ("http://localhost.evil.example", "must be https"), ("http://LOCALHOST", "must be https"),
            ("http://127.1", "must be https"), ("http://127.0.0.+1", "must be https"),
            ("http://[::2]", "must be https"),
            ("https://", "host or port"), ("https://:443", "host or port"), ("https://a:", "host or port"),
            ("https://a:x", "host or port"), ("https://a:65536", "host or port"),
            ("https://[::1", "host or port"),
            ("https://a?b", "no query"), ("https://a#b", "no query"), ("https://user@a", "no query"),
            ("https://a\\b", "no query"), ("https://a/b c", "printable ASCII"),
            ("https://é.example", "printable ASCII"),
            ("https://a//b", "dot segments"), ("https://a/..", "dot segments"),
            ("https://a/b/..", "dot segments"),
            ("https://a/../b", "dot segments"), ("https://a/./b", "dot segments"),
            ("https://a/b/.", "dot segments"),
            ("https://a/b//", "dot segments"),
            ("https://a/" + String(repeating: "x", count: 2_048), "2048 bytes"),
        ]
    )
    func refused(text: String, rule: String) throws {
        let refusal = #expect(throws: OAuthRefusal.self) { try Issuer(text) }
        #expect(refusal?.code == .invalidRequest)
        #expect(refusal?.sentence.contains(rule) ?? false, "\(refusal?.sentence ?? "taken")")
    }

    @Test("where the metadata may stand")
    func metadata() throws {
        #expect(
            try Issuer("https://a.example").metadataURLs == [
                "https://a.example/.well-known/oauth-authorization-server",
                "https://a.example/.well-known/openid-configuration",
            ]
        )
        #expect(
            try Issuer("https://a.example/t/").metadataURLs == [
                "https://a.example/.well-known/oauth-authorization-server/t",
                "https://a.example/.well-known/openid-configuration/t",
                "https://a.example/t/.well-known/openid-configuration",
            ]
        )
    }

    @Test(
        "the same origin is the same scheme, host and port",
        arguments: [
            ("https://a.example/status/1", true), ("https://a.example/", true), ("https://a.example", false),
            ("https://a.example.evil/status", false), ("https://a.example:443/status", false),
            ("http://a.example/status", false), ("https://a.example@evil/status", false),
            ("https://A.example/status", false), ("https://b.example/status", false),
        ]
    )
    func origin(url: String, isOwn: Bool) throws {
        #expect(try Issuer("https://a.example/tenant").isOrigin(of: url) == isOwn)
    }

    @Test(
        "what an issuer may name",
        arguments: [
            ("https://a.example", "https://keys.example/jwks", true),
            ("https://a.example", "http://localhost/jwks", false),
            ("https://a.example", "https://127.0.0.1/jwks", false),
            ("https://a.example", "http://a.example/jwks", false),
            ("https://a.example", "file:///etc/passwd", false),
            ("http://localhost:1", "http://localhost:2/jwks", true),
            ("http://localhost:1", "https://keys.example/jwks", true),
        ]
    )
    func naming(issuer: String, url: String, mayName: Bool) throws {
        #expect(try Issuer(issuer).mayName(url) == mayName)
    }

    @Test("equality is of bytes")
    func equality() throws {
        #expect(try Issuer("https://a.example") == Issuer("https://a.example"))
        #expect(try Issuer("https://a.example") != Issuer("https://a.example/"))
    }
}
