// J54: metadata that names keys in a file, on another scheme, or on the machine that asks.

import JOSE
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("J54 schemes of key URLs")
struct J54KeyURLSchemes {
    @Test(
        "never asked for",
        arguments: [
            "file:///etc/passwd", "ftp://auth.example/keys", "http://auth.example/keys",
            "data:application/json,{}",
            "http://127.0.0.1/keys", "http://localhost:6379/", "https://127.0.0.1/keys",
            "http://169.254.169.254/keys",
            "//auth.example/keys", "/keys", "", "https://user@auth.example/keys", "HTTPS://auth.example/keys",
        ]
    )
    func refused(url: String) async throws {
        let issuer = try TestIssuer()
        let json = AuthorizationServerMetadata(issuer: issuer.issuer, keysURL: url).json
        issuer.answer(TestIssuer.metadataPath, with: .success(FetchedDocument(status: 200, body: json)))
        let verifier = try issuer.verifier()
        let token = try issuer.token()
        let rejection = await #expect(throws: TokenRejection.self) {
            try await verifier.verify(token, at: TestIssuer.start)
        }
        #expect(rejection?.code == "keys_unavailable")
        // The two well-known places, and nothing that they named.
        #expect(issuer.count() == 2)
    }

    @Test(
        "nor does the fetch itself go there",
        arguments: [
            "file:///etc/passwd", "ftp://localhost/", "http://auth.example/", "unix:///tmp/x",
            "http+unix://x/",
        ]
    )
    func notFetched(url: String) async {
        await #expect(throws: FetchFault.notAllowed(url: url)) {
            try await HTTPFetch().get(url, accept: "application/json")
        }
    }

    @Test("a loopback issuer may name loopback keys: that is development")
    func development() async throws {
        let issuer = try TestIssuer("http://localhost:8080")
        let token = try issuer.token()
        _ = try await issuer.verifier().verify(token, at: TestIssuer.start)
    }
}
