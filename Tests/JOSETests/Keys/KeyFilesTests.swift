// Keys in PEM and DER: what comes in, what goes out, and what is refused with which words.

import Testing

@testable import JOSE

@Suite struct KeyFilesTests {
    struct Sample: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let jwk: JWK
    }

    /// A key of each kind that a file can hold.
    static let samples: [Sample] = {
        var samples: [Sample] = []
        for algorithm in [.es256, .es384, .es512, .ed25519, .rs256, .mlDSA65, .mlDSA87] as [SignatureAlgorithm] {
            guard let jwk = try? JWK.generate(for: algorithm) else { continue }
            samples.append(Sample(testDescription: algorithm.name, jwk: jwk))
        }
        guard let agreement = try? JWK.generate(for: .ecdhES, curve: "X25519") else { return samples }
        return samples + [Sample(testDescription: "X25519", jwk: agreement)]
    }()

    @Test func everyKindIsTried() { #expect(Self.samples.count == 8) }

    @Test(arguments: samples)
    func bothHalvesComeBack(_ sample: Sample) throws {
        let written = try sample.jwk.exportPrivatePEM()
        #expect(written.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(written.hasSuffix("\n-----END PRIVATE KEY-----\n"))
        let read = try JWK(pem: written, keyID: "k")
        #expect(read.material == sample.jwk.material)
        #expect(read.keyID == "k")
        let publicHalf = try JWK(pem: sample.jwk.publicPEM())
        #expect(publicHalf.material == sample.jwk.material.publicHalf)
        #expect(publicHalf.thumbprint == sample.jwk.thumbprint)
        #expect(try JWK(der: PEMText(parsing: written).bytes).material == sample.jwk.material)
        let der = try PEMText(parsing: sample.jwk.publicPEM()).bytes
        #expect(try JWK(der: der).material == sample.jwk.material.publicHalf)
    }

    @Test(arguments: samples)
    func nothingCutOrLongerIsRead(_ sample: Sample) throws {
        for pem in [try sample.jwk.exportPrivatePEM(), try sample.jwk.publicPEM()] {
            let document = try PEMText(parsing: pem)
            let longer = PEMText(label: document.label, bytes: document.bytes + [0])
            let cut = PEMText(label: document.label, bytes: document.bytes.dropLast())
            let structure = try #require(KeyStructure(label: document.label))
            for changed in [longer, cut] {
                #expect(throws: JOSEError.key(.encoding(structure.words))) { try JWK(pem: changed.text) }
            }
        }
    }

    /// Made by OpenSSL 3.0 (`openssl pkey -pubout`, `openssl req -x509`), with the numbers that it prints.
    static let foreign: [(pem: String, thumbprint: String)] = [
        (pem("PUBLIC KEY", p256), "-obzz4aHBtWRSA0Afc6sF7JG4-csLNo2xjepHo9KDf8"),
        (pem("CERTIFICATE", certificate), "-obzz4aHBtWRSA0Afc6sF7JG4-csLNo2xjepHo9KDf8"),
        (pem("PUBLIC KEY", "MCowBQYDK2VwAyEA0J4j0VzYMWGyH/Tvqnv3aoGM9Wrk7Qo8QPr3ig5JMP8="), "SURBbo9_sjdA54BjSOxsYDGQ7lUgwXXu4h5qJVi5lJQ"),
        (pem("PUBLIC KEY", "MCowBQYDK2VuAyEAmhTi+cAwGEA/50vTLqFlOppTzfxRG870Sj7L5Caj/Vc="), "YpVAA3pdBLNUajwJK5bj9YglrjVYFrtmoPfA2ZKPikw"),
        (pem("RSA PUBLIC KEY", rsa), "NIWr-49FywzTi_cXf16z9pIxp5JxgN7IfPV5BgPEj7U"),
        (pem("PUBLIC KEY", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" + rsa), "NIWr-49FywzTi_cXf16z9pIxp5JxgN7IfPV5BgPEj7U"),
    ]

    @Test(arguments: foreign)
    func keysOfOpenSSLAreRead(_ key: (pem: String, thumbprint: String)) throws {
        #expect(try JWK(pem: key.pem).thumbprint == key.thumbprint)
        let windows = "\r\n" + key.pem.replacing("\n", with: "\r\n") + "  \r\n"
        #expect(try JWK(pem: windows).thumbprint == key.thumbprint)
        #expect(try JWK(der: PEMText(parsing: key.pem).bytes).thumbprint == key.thumbprint)
    }

    /// What is refused, each with its words.
    static let refused: [(String, KeyFault)] = [
        ("", .encoding("a PEM document: its first line is not -----BEGIN and a label")),
        ("{}", .encoding("a PEM document: its first line is not -----BEGIN and a label")),
        ("x\n" + pem("PUBLIC KEY", p256), .encoding("a PEM document: its first line is not -----BEGIN and a label")),
        (
            pem("PUBLIC KEY", p256).replacing("BEGIN PUBLIC", with: "BEGIN RSA PUBLIC"),
            .encoding("one whole PEM document: its last line is not the END of RSA PUBLIC KEY")
        ),
        (
            pem("PUBLIC KEY", p256) + "x",
            .encoding("one whole PEM document: its last line is not the END of PUBLIC KEY")
        ),
        (
            pem("PUBLIC KEY", p256) + pem("PUBLIC KEY", p256),
            .encoding("a single PEM document: it holds several")
        ),
        (
            pem("EC PARAMETERS", "BggqhkjOPQMBBw==") + pem("EC PRIVATE KEY", p256),
            .encoding("a single PEM document: it holds several")
        ),
        (
            pem("ENCRYPTED PRIVATE KEY", p256),
            .encoding("an unencrypted key; take its password away first, as openssl pkey does")
        ),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----",
            .encoding("an unencrypted key; take its password away first, as openssl pkey does")
        ),
        (pem("EC PARAMETERS", "BggqhkjOPQMBBw=="), .encoding("labelled as a key: EC PARAMETERS is something else")),
        (pem("PRIVATE KEY", p256), .encoding(KeyStructure.pkcs8.words)),
        (pem("EC PRIVATE KEY", p256), .encoding(KeyStructure.sec1.words)),
        (pem("RSA PRIVATE KEY", p256), .encoding(KeyStructure.rsaPrivate.words)),
        (pem("CERTIFICATE", p256), .encoding(KeyStructure.certificate.words)),
        (pem("PUBLIC KEY", rsa), .encoding(KeyStructure.spki.words)),
        // A point in compressed form; a curve that JOSE knows and this library does not (secp256k1); RSASSA-PSS.
        (
            pem("PUBLIC KEY", "MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgACb1ERXxRSf4Zds/+6/s24qnPs5VVDow6ld8iW/Jox5Hs="),
            .encoding("an uncompressed point of P-256")
        ),
        (pem("PUBLIC KEY", "MBUwEAYHKoZIzj0CAQYFK4EEAAoDAQA="), .unknownType("1.3.132.0.10")),
        (pem("PUBLIC KEY", "MBIwDQYJKoZIhvcNAQEKMAADAQA="), .unknownType("1.2.840.113549.1.1.10")),
        // rsaEncryption without its NULL, Ed25519 with one: other spellings of the same identifier.
        (pem("PUBLIC KEY", "MBAwCwYJKoZIhvcNAQEBAwEA"), .encoding(KeyStructure.spki.words)),
        (pem("PUBLIC KEY", "MAwwBwYDK2VwBQADAQA="), .encoding(KeyStructure.spki.words)),
        // SEC 1 without a curve, and a scalar of zero.
        (pem("EC PRIVATE KEY", "MAYCAQEEAQE="), .encoding("an EC key that names one curve")),
        (pem("EC PRIVATE KEY", "MBICAQEEAQCgCgYIKoZIzj0DAQc="), .notOnCurve),
        (String(repeating: "-", count: 65_537), .encoding("of at most 65536 bytes")),
    ]

    @Test(arguments: refused)
    func isRefused(_ text: String, _ fault: KeyFault) {
        #expect(throws: JOSEError.key(fault)) { try JWK(pem: text) }
    }

    /// Other spellings of the same base64.
    static let spellings: [(String, String)] = [
        ("a long line", p256),
        ("a short line", "MFkw\n" + p256.dropFirst(4).prefix(60) + "\n" + p256.dropFirst(64)),
        ("base64url", lines(p256.replacing("/", with: "_"))),
        ("no padding", String(lines(p256).dropLast(2))),
        ("more padding", lines(p256) + "="),
        ("unused bits", String(lines(p256).dropLast(3) + "B==")),
        ("white space", lines(p256).replacing("\n", with: " \n")),
        ("a blank line", lines(p256).replacing("\n", with: "\n\n")),
    ]

    @Test(arguments: spellings)
    func base64HasOneSpelling(_ name: String, _ body: String) {
        let text = "-----BEGIN PUBLIC KEY-----\n\(body)\n-----END PUBLIC KEY-----\n"
        #expect(throws: JOSEError.key(.encoding("strict PEM: base64 in lines of 64 letters")), "\(name)") {
            try JWK(pem: text)
        }
    }

    @Test func aPointThatIsNotThatOfTheScalarIsRefused() throws {
        let (one, other) = (try JWK.generate(for: SignatureAlgorithm.es256), try JWK.generate(for: SignatureAlgorithm.es256))
        guard case .ec(let curve, _, _, let d) = one.material, case .ec(_, let x, let y, _) = other.material else {
            throw JOSEError.key(.notPrivate)
        }
        let mixed = JWK(.ec(curve, x: x, y: y, d: d), keyID: nil, algorithm: nil, use: nil)
        let pem = PEMText(label: "PRIVATE KEY", bytes: try PrivateKeyDER.encoded(mixed.material)).text
        #expect(throws: JOSEError.key(.encoding("a key whose halves belong together"))) { try JWK(pem: pem) }
    }

    // A file of OKP or AKP holds the private half alone; the fuzzer of JWK found that it was read as another key.
    @Test(arguments: [SignatureAlgorithm.es256, .es384, .es512, .ed25519, .mlDSA65, .mlDSA87])
    func halvesOfTwoKeysDoNotLeave(_ algorithm: SignatureAlgorithm) throws {
        let (one, other) = (try JWK.generate(for: algorithm), try JWK.generate(for: algorithm))
        let mixed: KeyMaterial =
            switch (one.material, other.material) {
            case (.ec(let curve, _, _, let d), .ec(_, let x, let y, _)): .ec(curve, x: x, y: y, d: d)
            case (.okp(let curve, _, let d), .okp(_, let x, _)): .okp(curve, x: x, d: d)
            case (.akp(let own, _, let seed), .akp(_, let pub, _)): .akp(own, pub: pub, seed: seed)
            default: throw JOSEError.key(.notPrivate)
            }
        let jwk = JWK(mixed, keyID: nil, algorithm: nil, use: nil)
        #expect(throws: JOSEError.key(.notOnCurve)) { try jwk.exportPrivatePEM() }
    }

    @Test func whatAFileCanNotHoldDoesNotLeave() throws {
        let secret = try JWK.generate(for: SignatureAlgorithm.hs256)
        #expect(throws: JOSEError.key(.symmetric)) { try secret.publicPEM() }
        #expect(throws: JOSEError.key(.symmetric)) { try secret.exportPrivatePEM() }
        let publicHalf = try JWK.generate(for: SignatureAlgorithm.es256).publicHalf()
        #expect(throws: JOSEError.key(.notPrivate)) { try publicHalf.exportPrivatePEM() }
    }

    @Test func aFileIsLoadedForOneAlgorithm() throws {
        let jwk = try JWK.generate(for: SignatureAlgorithm.ps256)
        let key = try SigningKey(pem: jwk.exportPrivatePEM(), algorithm: .ps256)
        #expect(key.keyID == jwk.thumbprint)
        let check = try VerificationKey(pem: jwk.publicPEM(), algorithm: .ps256, keyID: "k")
        try check.verify(signature: key.sign([1, 2, 3]), over: [1, 2, 3])
        #expect(throws: JOSEError.key(.typeMismatch(algorithm: "ES256"))) {
            try VerificationKey(pem: jwk.publicPEM(), algorithm: .es256)
        }
        #expect(throws: JOSEError.key(.notPrivate)) { try SigningKey(pem: jwk.publicPEM(), algorithm: .ps256) }
    }

    static func lines(_ base64: String) -> String {
        var text = ""
        for (index, letter) in base64.enumerated() { text += (index > 0 && index % 64 == 0 ? "\n" : "") + "\(letter)" }
        return text
    }

    static func pem(_ label: String, _ base64: String) -> String {
        "-----BEGIN \(label)-----\n\(lines(base64))\n-----END \(label)-----\n"
    }

    static let p256 =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEb1ERXxRSf4Zds/+6/s24qnPs5VVDow6ld8iW/Jox5HveiQGMN0FXHCc8FzRs4vlkc6vKRME3"
        + "ULSL+WVwuVFU9A=="
    static let certificate =
        "MIIBbTCCAROgAwIBAgIUBYmsmUxmIQyi84TyqdGmkgDVgu0wCgYIKoZIzj0EAwIwDDEKMAgGA1UEAwwBeDAeFw0yNjExMjQxMDEyMTJaFw0y"
        + "NjExMjUxMDEyMTJaMAwxCjAIBgNVBAMMAXgwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARvURFfFFJ/hl2z/7r+zbiqc+zlVUOjDqV3"
        + "yJb8mjHke96JAYw3QVccJzwXNGzi+WRzq8pEwTdQtIv5ZXC5UVT0o1MwUTAdBgNVHQ4EFgQUK707GjoU+Xhpk/VDHpy4A9T4HUcwHwYD"
        + "VR0jBBgwFoAUK707GjoU+Xhpk/VDHpy4A9T4HUcwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAFhsQtQ3mot+SdqldQ"
        + "VHVJbWAMiGNUHnWwQDjPNkfl6AIhANgtPEteo5efxzj1QzpL71KRAse569twTMTJRCKybK/n"
    static let rsa =
        "MIIBCgKCAQEArxTVJ+dT6KzGBfHgrdLNI4sHeZOEyGFwi8Kg/FbVh0kJF4reaK4dGaNXpp3RGz/P5HqZ4ADBRqqwBnPR/9vV4z2KVs0DYLvc"
        + "Hj5yhlsHyNKH1/oQPWxg3DdNn93JnOwK6LkbpvbALwZ5qIj8aLw3s8mqnHvpwLUIuEuw1e9LLffVJUp5nxkTVUUj3z/Qw6zLEm1G04uL"
        + "waTzoUlgcpr1q+4J+lybDrS+8AdTQRSrlF52gh8Ofbrf+oqh+o8pedfjtHVFYCnwyfdrQiJZYWP7wMNWVRiPJTts2+wPAUBNRxGWKDXf"
        + "1zacqA8sXez7beJXpMS4lBBVQTeHNnu7NtZsWQIDAQAB"
}
