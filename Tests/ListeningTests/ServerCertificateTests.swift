// Which pairs are taken, why others are not, and that a pair is replaced as a whole or not at all.

import Listening
import Support
import Synchronization
import Testing

@Suite("The server's certificate")
struct ServerCertificateTests {
    @Test("a pair that can't be used says what is wrong with it")
    func faults() throws {
        let authority = try TestCertificate("authority", names: [], use: .authority)
        let (own, other) = (try TestCertificate(issuer: authority), try TestCertificate())
        let locked =
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIBvTBXBgkqhkiG9w0BBQ0=\n-----END ENCRYPTED PRIVATE KEY-----\n"
        let rows: [(String, chain: String, key: String, CertificateFault)] = [
            ("nothing", "", own.keyPEM, .noCertificate),
            ("a key for a certificate", own.keyPEM, own.keyPEM, .noCertificate),
            (
                "a broken certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                own.keyPEM,
                .certificateUnreadable
            ),
            ("no key", own.pem, "", .keyUnreadable),
            ("a certificate for a key", own.pem, own.pem, .keyUnreadable),
            ("a locked key", own.pem, locked, .keyIsEncrypted),
            ("the key of another", own.pem, other.keyPEM, .keyOfAnother),
            ("the authority first", authority.pem + own.pem, own.keyPEM, .keyOfAnother),
        ]
        for (name, chain, key, fault) in rows {
            #expect(throws: fault, "\(name)") {
                try ServedCertificate { CertificatePair(chain: chain, key: key) }
            }
        }
        let good = CertificatePair(chain: own.pem + authority.pem, key: own.keyPEM)
        #expect(throws: Never.self) { try ServedCertificate { good } }
        #expect("\(good)" == "CertificatePair(hidden)")
    }

    @Test("a renewal replaces both or neither")
    func renewal() throws {
        let (old, new) = (try TestCertificate(), try TestCertificate(seconds: -60..<7_200))
        let files = Mutex(CertificatePair(chain: old.pem, key: old.keyPEM))
        let served = try ServedCertificate { files.withLock { $0 } }
        let expiry = served.current.expiresAt
        #expect(try served.renew() == nil)
        // The program that renews has written one of two files.
        files.withLock { $0 = CertificatePair(chain: new.pem, key: old.keyPEM) }
        #expect(throws: CertificateFault.keyOfAnother) { try served.renew() }
        #expect(served.current.expiresAt == expiry)
        files.withLock { $0 = CertificatePair(chain: new.pem, key: new.keyPEM) }
        #expect(try served.renew()?.expiresAt == expiry + 3_600)
        #expect(served.current.expiresAt == expiry + 3_600)
        #expect(try served.renew() == nil)
    }
}
