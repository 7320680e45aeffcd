// The URL of a proof: what is the same after normalisation, what is not, and what is no URL of a request.

import JOSE
import OAuth
import Testing

@Suite("Target URI")
struct TargetURITests {
    @Test(
        "normal forms",
        arguments: [
            ("https://api.example/notes", "https://api.example/notes"),
            ("HTTPS://API.Example/Notes", "https://api.example/Notes"),
            ("https://api.example", "https://api.example/"), ("https://api.example?a=1", "https://api.example/"),
            ("https://api.example:443/a", "https://api.example/a"), ("http://api.example:80/", "http://api.example/"),
            ("https://api.example:/a", "https://api.example/a"), ("https://api.example:0443/", "https://api.example/"),
            ("https://api.example:80/", "https://api.example:80/"), ("http://a:08080/b", "http://a:8080/b"),
            ("https://a/b?c=d#e", "https://a/b"), ("https://a/b#c?d", "https://a/b"), ("https://a#b", "https://a/"),
            ("https://a/%7euser/%41%2d", "https://a/~user/A-"), ("https://a/%2f%3a", "https://a/%2F%3A"),
            ("https://a/b/../c/./d", "https://a/c/d"), ("https://a/b/%2e%2E/c", "https://a/c"),
            ("https://a/../../b", "https://a/b"), ("https://a/b/..", "https://a/"), ("https://a/b/.", "https://a/b/"),
            ("https://a/b//c", "https://a/b//c"), ("https://a/b/", "https://a/b/"), ("https://a//", "https://a//"),
            ("https://[2001:DB8::1]:443/", "https://[2001:db8::1]/"), ("https://%41.b/", "https://a.b/"),
        ]
    )
    func normal(text: String, normal: String) throws {
        #expect(try TargetURI(text).value == normal)
        #expect(try TargetURI(normal).value == normal)
    }

    @Test(
        "different URLs stay different",
        arguments: [
            ("https://a/b", "http://a/b"), ("https://a/b", "https://a/b/"), ("https://a/b", "https://a/B"),
            ("https://a/b", "https://a:8443/b"), ("https://a/b%2Fc", "https://a/b/c"), ("https://a./", "https://a/"),
            ("https://a/b//c", "https://a/b/c"), ("https://a/b;c", "https://a/b"),
        ]
    )
    func different(one: String, other: String) throws {
        #expect(try TargetURI(one) != TargetURI(other))
    }

    @Test(
        "what is no URL of a request",
        arguments: [
            "", "/notes", "api.example/notes", "https:", "https:/a", "https:///a", "https://", "ftp://a/", "httpss://a/",
            "https://user@a/", "https://a:b/", "https://a:99999/", "https://a:-1/", "https://a:+1/", "https://[::1/",
            "https://[::1]x/", "https://a\\b/", "https://a/%", "https://a/%4", "https://a/%zz", "https://é/",
            "https://a/b c", "https://a/\u{0}", " https://a/", "https://a/" + String(repeating: "x", count: 9_000),
            "https://a:00000000000000000000443/",
        ]
    )
    func none(text: String) {
        #expect(throws: DPoPFault.url) { try TargetURI(text) }
    }
}
