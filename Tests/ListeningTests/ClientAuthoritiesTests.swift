// Whose certificates an authority vouches for.

import Listening
import Support
import Testing

@Suite("Client authorities")
struct ClientAuthoritiesTests {
    @Test("only a client of one of the authorities is vouched for")
    func clients() async throws {
        let root = try TestCertificate("root", names: [], use: .authority)
        let between = try TestCertificate("between", names: [], use: .authority, issuer: root)
        let stranger = try TestCertificate("root", names: [], use: .authority)
        let rows: [(String, authorities: [TestCertificate], client: TestCertificate, isGood: Bool)] = [
            ("its client", [root], try TestCertificate("a", use: .client, issuer: root), true),
            ("for anything", [root], try TestCertificate("a", use: .anything, issuer: root), true),
            ("one of two", [stranger, root], try TestCertificate("a", use: .client, issuer: root), true),
            (
                "by way of another", [root, between], try TestCertificate("a", use: .client, issuer: between),
                true
            ),
            (
                "of one that is not in the file", [root],
                try TestCertificate("a", use: .client, issuer: between), false
            ),
            (
                "of another with the same name", [root],
                try TestCertificate("a", use: .client, issuer: stranger), false
            ),
            ("of itself", [root], try TestCertificate("a", use: .client), false),
            ("a server's", [root], try TestCertificate("a", use: .server, issuer: root), false),
            (
                "expired", [root], try TestCertificate("a", use: .client, issuer: root, seconds: -60..<(-1)),
                false
            ),
            (
                "not yet good", [root],
                try TestCertificate("a", use: .client, issuer: root, seconds: 600..<900), false
            ),
            ("the authority itself", [root], root, false),
            (
                "of a client that plays authority", [root],
                try TestCertificate(
                    "b", use: .client, issuer: try TestCertificate("a", use: .client, issuer: root)), false
            ),
        ]
        for (name, authorities, client, isGood) in rows {
            let file = try ClientAuthorities(pem: authorities.map(\.pem).joined())
            #expect(await file.vouch(for: client.der) == isGood, "\(name)")
        }
        let file = try ClientAuthorities(pem: root.pem)
        #expect(await !file.vouch(for: []))
        #expect(await !file.vouch(for: Array("no certificate".utf8)))
    }

    @Test(
        "a file without authorities is refused",
        arguments: ["", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])
    func files(text: String) {
        #expect(throws: CertificateFault.noAuthorities) { try ClientAuthorities(pem: text) }
    }
}
