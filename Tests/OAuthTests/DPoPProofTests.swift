// Proofs of possession: those of RFC 9449 hold, ours hold, and each broken rule is refused as itself.

import JOSE
import OAuth
import Testing

@Suite("DPoP proof")
struct DPoPProofTests {
    static let now = 1_800_000_000
    static let url = "https://api.example/notes"
    static let token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"

    /// Every part of a proof, for one of them to be changed.
    struct Parts {
        var header: [String: String] = [:]
        var claims: [String: String] = [:]
        var key: SigningKey

        init(_ key: SigningKey) throws {
            self.key = key
            let jwk = String(decoding: key.verificationKey.jwk.publicJSON, as: UTF8.self)
            header = ["typ": "\"dpop+jwt\"", "alg": "\"\(key.algorithm.name)\"", "jwk": jwk]
            claims = [
                "jti": "\"j\"", "htm": "\"GET\"", "htu": "\"\(DPoPProofTests.url)\"", "iat": "\(DPoPProofTests.now)",
            ]
        }

        func sign() throws -> String {
            func json(_ members: [String: String]) -> String {
                "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
            }
            let input = Base64URL.encode(json(header).utf8) + "." + Base64URL.encode(json(claims).utf8)
            return try input + "." + Base64URL.encode(key.sign(Array(input.utf8)))
        }
    }

    private func fault(_ text: String, algorithms: Set<SignatureAlgorithm> = DPoPRules.algorithms) -> DPoPFault? {
        do {
            _ = try DPoPProof(verifying: text, algorithms: algorithms)
            return nil
        } catch {
            return error
        }
    }

    @Test("the proofs of RFC 9449 §4.1 and §7.1")
    func published() throws {
        let header =
            "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0"
            + "RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6Il"
            + "AtMjU2In19"
        let request = try DPoPProof(
            verifying: header + "."
                + "eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2Vu"
                + "IiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37x"
                + "RZT3Lg",
            algorithms: [.es256]
        )
        #expect(request.identifier == "-BwC3ESc6acc2lTc")
        try request.check(
            method: "POST", url: TargetURI("https://server.example.com/token"), rules: DPoPRules(), at: 1_562_262_616)
        #expect(request.keyThumbprint == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")
        let resource = try DPoPProof(
            verifying: header + "."
                + "eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90"
                + "ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFF"
                + "byJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA",
            algorithms: [.es256]
        )
        try resource.check(token: Self.token, boundTo: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")
    }

    @Test("what we make holds", arguments: DPoPRules.algorithms.union([.mlDSA65, .rs256]))
    func ours(algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        var random = SystemRandomNumberGenerator()
        let text = try DPoPProof.sign(
            method: "POST", url: Self.url + "?page=2#top", token: Self.token, nonce: "n", at: Self.now,
            identifier: DPoPProof.identifier(using: &random), with: key)
        let proof = try DPoPProof(verifying: text, algorithms: [algorithm])
        try proof.check(method: "POST", url: TargetURI(Self.url), rules: DPoPRules(), at: Self.now)
        try proof.check(token: Self.token, boundTo: key.verificationKey.jwk.thumbprint)
        #expect(proof.nonce == "n")
        #expect(proof.identifier.utf8.count == 22)
        #expect(proof.url == Self.url)
        // Neither labels nor private numbers leave with the key.
        let header = try JSONDocument.object(
            parsing: Base64URL.decode(String(text.prefix { $0 != "." })))
        for name in ["d", "priv", "kid", "use", "key_ops"] { #expect(header["jwk"]?[name] == nil, "\(name)") }
    }

    @Test("a shared secret makes no proof")
    func secret() throws {
        let key = try SigningKey.generate(.hs256)
        #expect(throws: JOSEError.key(.symmetric)) {
            try DPoPProof.sign(method: "GET", url: Self.url, at: Self.now, identifier: "j", with: key)
        }
        let parts = try Parts(key)
        #expect(fault(try parts.sign(), algorithms: Set(SignatureAlgorithm.allCases)) == .algorithmNotAllowed("HS256"))
    }

    @Test(
        "the header: each rule",
        arguments: [
            ("typ", nil, DPoPFault.type), ("typ", "\"JWT\"", .type), ("typ", "\"at+jwt\"", .type),
            ("typ", "\"DPOP+JWT\"", .type), ("typ", "\"application/dpop+jwt\"", .type),
            ("typ", "\"dpop+jwt \"", .type),
            ("alg", "\"none\"", .algorithmNotAllowed("none")), ("alg", "\"RS256\"", .algorithmNotAllowed("RS256")),
            ("alg", "\"HS256\"", .algorithmNotAllowed("HS256")), ("alg", "\"es256\"", .algorithmNotAllowed("es256")),
            ("alg", nil, .malformed(.header("alg"))),
            ("alg", "\"ES384\"", .key(.key(.algorithm(bound: "ES256", asked: "ES384")))),
            ("jwk", nil, .key(.header("jwk"))), ("jwk", "\"k\"", .key(.header("jwk"))), ("jwk", "[]", .key(.header("jwk"))),
            ("jwk", "{}", .key(.key(.memberMissing("kty")))),
            ("jwk", #"{"kty":"oct"}"#, .key(.key(.memberMissing("k")))),
            ("jwk", #"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#, .key(.key(.typeMismatch(algorithm: "ES256")))),
            ("crit", #"["exp"]"#, .malformed(.critical("exp"))),
        ] as [(String, String?, DPoPFault)])
    func header(name: String, value: String?, expected: DPoPFault) throws {
        var parts = try Parts(SigningKey.generate(.es256))
        parts.header[name] = value
        #expect(fault(try parts.sign()) == expected)
    }

    @Test("a key that shows any private member", arguments: ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"])
    func privateKey(member: String) throws {
        var parts = try Parts(SigningKey.generate(.ed25519))
        let jwk = try #require(parts.header["jwk"])
        parts.header["jwk"] = jwk.dropLast() + ",\"\(member)\":\"AA\"}"
        #expect(fault(try parts.sign()) == .keyPrivate)
        let whole = try SigningKey.generate(.es256)
        parts = try Parts(whole)
        parts.header["jwk"] = String(decoding: whole.exportPrivateJWK(), as: UTF8.self)
        #expect(fault(try parts.sign()) == .keyPrivate)
    }

    @Test("the signature is that of the key in the header, byte for byte")
    func signature() throws {
        var parts = try Parts(SigningKey.generate(.ed25519))
        let good = try parts.sign()
        #expect(fault(good) == nil)
        parts.key = try SigningKey.generate(.ed25519)
        #expect(fault(try parts.sign()) == .signatureInvalid)
        let pieces = good.split(separator: ".")
        #expect(fault("\(pieces[0]).\(Base64URL.encode("{}".utf8)).\(pieces[2])") == .signatureInvalid)
        #expect(fault("\(pieces[0]).\(pieces[1]).") == .signatureInvalid)
        #expect(fault("\(pieces[0]).\(pieces[1])") == .malformed(.parts(2)))
        #expect(fault("") == .malformed(.parts(1)))
        #expect(fault(String(repeating: "a", count: 20_000)) == .malformed(.tooLong(limit: 16_384)))
        #expect(fault("\(good), \(good)") == .malformed(.character(offset: good.utf8.count)))
    }

    @Test(
        "the claims: each rule",
        arguments: [
            ("jti", nil), ("jti", "1"), ("jti", "\"\""), ("jti", "\"\(String(repeating: "j", count: 257))\""),
            ("htm", nil), ("htm", "[\"GET\"]"), ("htm", "\"\""), ("htu", nil), ("htu", "{}"), ("htu", "\"\""),
            ("iat", nil), ("iat", "\"1800000000\""), ("iat", "-1"), ("iat", "null"), ("iat", "1e400"),
            ("ath", "1"), ("ath", "null"), ("ath", "\"\""), ("nonce", "1"), ("nonce", "\"\""),
            ("nonce", "\"\(String(repeating: "n", count: 257))\""),
        ] as [(String, String?)])
    func claims(name: String, value: String?) throws {
        var parts = try Parts(SigningKey.generate(.ed25519))
        parts.claims[name] = value
        #expect(fault(try parts.sign()) == .claim(name))
    }

    @Test("a payload that is no strict object")
    func payload() throws {
        let parts = try Parts(SigningKey.generate(.ed25519))
        let head = try parts.sign().prefix { $0 != "." }
        for (payload, expected) in [
            ("[]", JSONFault.wrongKind(expected: "an object")), ("", .unexpectedEnd),
            (#"{"jti":"a","jti":"b"}"#, .duplicateName(offset: 12)),
        ] {
            let input = head + "." + Base64URL.encode(payload.utf8)
            let text = try input + "." + Base64URL.encode(parts.key.sign(Array(input.utf8)))
            #expect(fault(text) == .malformed(.json(part: "payload", expected)))
        }
    }

    @Test(
        "the request: method, URL and time",
        arguments: [
            ("GET", url, 0, nil), ("get", url, 0, DPoPFault.method), ("POST", url, 0, .method), ("", url, 0, .method),
            ("GET", "HTTPS://API.example:443/./notes?a#b", 0, nil), ("GET", "http://api.example/notes", 0, .url),
            ("GET", "https://api.example/notes/", 0, .url), ("GET", "https://other.example/notes", 0, .url),
            ("GET", url, 300, nil), ("GET", url, 301, .tooOld), ("GET", url, -10, nil), ("GET", url, -11, .notYetValid),
            ("GET", url, .max - now, .tooOld),
        ] as [(String, String, Int, DPoPFault?)])
    func request(method: String, url: String, later: Int, expected: DPoPFault?) throws {
        let proof = try DPoPProof(
            verifying: Parts(SigningKey.generate(.ed25519)).sign(), algorithms: DPoPRules.algorithms)
        func check() throws(DPoPFault) {
            try proof.check(method: method, url: TargetURI(url), rules: DPoPRules(), at: Self.now + later)
        }
        if let expected { #expect(throws: expected) { try check() } } else { try check() }
    }

    @Test("a htu that is no URL is not the URL of a request")
    func noURL() throws {
        var parts = try Parts(SigningKey.generate(.ed25519))
        parts.claims["htu"] = "\"/notes\""
        let proof = try DPoPProof(verifying: parts.sign(), algorithms: DPoPRules.algorithms)
        #expect(throws: DPoPFault.url) {
            try proof.check(method: "GET", url: TargetURI(Self.url), rules: DPoPRules(), at: Self.now)
        }
    }

    @Test("the token: its hash, and the key that it is bound to")
    func token() throws {
        let key = try SigningKey.generate(.ed25519)
        let thumbprint = key.verificationKey.jwk.thumbprint
        func proof(_ token: String?) throws -> DPoPProof {
            try DPoPProof(
                verifying: DPoPProof.sign(
                    method: "GET", url: Self.url, token: token, at: Self.now, identifier: "j", with: key),
                algorithms: DPoPRules.algorithms)
        }
        try proof(Self.token).check(token: Self.token, boundTo: thumbprint)
        for other in [nil, "", Self.token + "A"] {
            #expect(throws: DPoPFault.tokenHash) { try proof(other).check(token: Self.token, boundTo: thumbprint) }
        }
        #expect(throws: DPoPFault.keyMismatch) {
            try proof(Self.token).check(token: Self.token, boundTo: ConfirmationTests.jkt)
        }
    }

    @Test("rules have bounds, and no shared secret is among the algorithms")
    func rules() {
        let wide = DPoPRules(algorithms: [.hs256, .ed25519, .es256], maximumAge: .max, leeway: .max)
        #expect(wide.algorithmNames == ["ES256", "Ed25519"])
        #expect(wide.maximumAge == 3_600 && wide.leeway == 300)
        let narrow = DPoPRules(maximumAge: -1, leeway: -1)
        #expect(narrow.maximumAge == 1 && narrow.leeway == 0)
    }
}
