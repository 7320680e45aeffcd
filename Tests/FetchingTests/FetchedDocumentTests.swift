// What Cache-Control says about an answer (RFC 9111 §5.2.2).

import Fetching
import Testing

@Suite("Fetched documents")
struct FetchedDocumentTests {
    @Test(
        "max-age",
        arguments: [
            (nil, nil), ("", nil), ("public", nil), ("max-age=60", 60), ("public, MAX-AGE=60", 60),
            ("max-age = 60", 60), ("max-age=\"60\"", 60), ("max-age=60, max-age=30", 30), ("no-store", 0),
            ("max-age=60, no-cache", 0), ("max-age=-5", 0), ("max-age=x", nil), ("s-maxage=9", nil),
            ("max-age=99999999999999999999", nil),
        ] as [(String?, Int?)]
    )
    func maxAge(cacheControl: String?, seconds: Int?) {
        #expect(FetchedDocument(status: 200, body: [], cacheControl: cacheControl).maxAge == seconds)
    }

    @Test(
        "addresses that may not be fetched",
        arguments: [
            "http://auth.example/jwks", "file:///etc/passwd", "ftp://localhost/", "unix:///run/x", "",
            "jwks.json",
            "http://169.254.169.254/latest/meta-data", "http://localhost@evil.example/",
            "https://a.example/ b",
            "http://localhost/\r\nx: y", "gopher://localhost/", "data:application/json,{}", "http+unix://x/y",
        ]
    )
    func notAllowed(url: String) async {
        await #expect(throws: FetchFault.notAllowed(url: url)) {
            try await HTTPFetch().get(url, accept: "application/json")
        }
    }
}
