// A29: a client of a certificate that proves itself by less, and a certificate in place of another proof.

import Authority
import HTTPTypes
import OAuth
import Support
import Testing

@Suite("A29 client certificate downgrade")
struct A29CertificateDowngrade {
    @Test(
        "who is registered for a certificate is taken with no secret, and who is for a secret with no certificate"
    )
    func downgrades() async throws {
        let certificate = try TestCertificate("notes", names: [])
        let shown = ShownCertificate(der: certificate.der) { true }
        try await TestServer.run(takesCertificates: true) { server async throws in
            let strong = try await TestClient(server) {
                ($0.authentication, $0.certificateSubject) = ("tls_client_auth", "CN=notes")
            }
            let secret = try await server.house.authority.clients.addSecret(to: strong.id, at: server.now)
            let weak = try await TestClient(server)
            let rows: [(String, ShownCertificate?, [HTTPField], String)] = [
                ("nothing", nil, [], "client_id=\(strong.id)"),
                ("a secret in the form", nil, [], "client_id=\(strong.id)&client_secret=\(secret)"),
                ("a secret in the header", nil, [.basic(strong.id, secret)], ""),
                ("a secret beside the certificate", shown, [.basic(strong.id, secret)], ""),
                ("a certificate for a secret", shown, [], "client_id=\(weak.id)"),
                ("a certificate beside a wrong secret", shown, [.basic(weak.id, secret)], ""),
                ("a certificate and no name", shown, [], ""),
            ]
            for (name, shown, fields, form) in rows {
                let answer = try await TestContext.$certificate.withValue(shown) {
                    try await server.send(
                        .post, "/oauth/token", fields,
                        body: "grant_type=refresh_token&refresh_token=x&\(form)",
                        type: "application/x-www-form-urlencoded")
                }
                #expect(answer["error"] == "invalid_client", "\(name)")
            }
        }
    }
}
