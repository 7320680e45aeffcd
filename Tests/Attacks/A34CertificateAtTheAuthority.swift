// A34: a header that says which certificate was shown, sent to the authority itself.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("A34 client certificate header at the authority")
struct A34CertificateAtTheAuthority {
    @Test(
        "no header stands for the certificate of the connection, whatever it is called",
        arguments: [
            "Client-Cert", "Client-Cert-Chain", "X-Forwarded-Client-Cert", "X-SSL-Client-Cert",
            "X-Client-Cert",
            "SSL-Client-Cert", "X-ARR-ClientCert",
        ]
    )
    func headers(name: String) async throws {
        let own = try TestCertificate("notes", names: [])
        for behindProxy in [false, true] {
            try await TestServer.run(behindProxy: behindProxy, takesCertificates: true) {
                server async throws in
                let client = try await TestClient(server) {
                    ($0.authentication, $0.certificateSubject) = ("tls_client_auth", "CN=notes")
                    $0.isCertificateBound = true
                }
                let text = String(decoding: Base64.encode(own.der), as: UTF8.self)
                let shown = ShownCertificate(der: own.der) { true }
                let code = try await client.code()
                for value in [":\(text):", text, "Cert=\"\(text)\"", "subject=CN=notes"] {
                    let field = HTTPField.field(name, value)
                    #expect(try await client.redeem(code, [:], [field])["error"] == "invalid_client")
                }
                let tokens = try await TestContext.$certificate.withValue(shown) {
                    try await client.redeem(code)
                }
                let access = try #require(tokens["access_token"])
                let answer = try await server.send(
                    .get, "/oauth/userinfo", [.bearer(access), .field(name, ":\(text):")])
                #expect(answer.status == 401)
            }
        }
    }
}
