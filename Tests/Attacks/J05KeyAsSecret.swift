// J05: the public key, in every form, as the secret of an HMAC (CVE-2015-9235, CVE-2026-22817 and many between).

import Crypto
import JOSE
import Support
import Testing

@Suite struct J05KeyAsSecret {
    static let algorithms: [SignatureAlgorithm] = [.rs256, .ps256, .es256, .es384, .ed25519, .mlDSA65]

    /// Every text or number that a careless verifier has been known to take for the secret.
    static func secrets(of key: SigningKey) throws -> [(name: String, bytes: [UInt8])] {
        let jwk = key.verificationKey.jwk
        let pem = try jwk.publicPEM()
        let lines = pem.split(whereSeparator: \.isNewline)
        let spki = try Base64URL.decode(unpadded(lines.dropFirst().dropLast().joined()))
        var all: [(String, [UInt8])] = [
            ("PEM", Array(pem.utf8)), ("PEM without its last newline", Array(lines.joined(separator: "\n").utf8)),
            ("PEM with CRLF", Array(lines.joined(separator: "\r\n").utf8)),
            ("PEM with CRLF at its end", Array((lines.joined(separator: "\r\n") + "\r\n").utf8)),
            ("PEM after white space", Array((" \n" + pem).utf8)), ("PEM before white space", Array((pem + "\n ").utf8)),
            ("PEM as one line", Array(lines.joined().utf8)), ("DER", spki), ("JWK", jwk.publicJSON),
            ("JWK set", JWKSet(keys: [key.verificationKey]).json), ("kid", Array(key.keyID.utf8)), ("nothing", []),
        ]
        for (name, value) in try JSONDocument.object(parsing: jwk.publicJSON).members ?? [] {
            guard ["n", "e", "x", "y", "pub"].contains(name), let text = value.string else { continue }
            all.append(("\(name) as text", Array(text.utf8)))
            all.append((name, try Base64URL.decode(text)))
        }
        let numbers = Dictionary(all, uniquingKeysWith: { first, _ in first })
        if let x = numbers["x"], let y = numbers["y"] { all += [("point", x + y), ("x963 point", [4] + x + y)] }
        // PKCS#1 stands at the end of SPKI: a sequence of modulus and exponent in a bit string.
        if numbers["n"] != nil {
            let pkcs1 = Array(spki.dropFirst(24))
            let body = Base64URL.encode(pkcs1).replacing("-", with: "+").replacing("_", with: "/")
            all.append(("PKCS#1 DER", pkcs1))
            let text = "-----BEGIN RSA PUBLIC KEY-----\n\(body)\n-----END RSA PUBLIC KEY-----\n"
            all.append(("PKCS#1 PEM", Array(text.utf8)))
        }
        return all
    }

    private static func unpadded(_ base64: String) -> String {
        base64.replacing("=", with: "").replacing("+", with: "-").replacing("/", with: "_")
    }

    @Test(arguments: algorithms)
    func isRefused(_ algorithm: SignatureAlgorithm) throws {
        let target = try Target(algorithm, allowed: SignatureAlgorithm.asymmetric)
        // Even where a policy allows HMAC besides, the key does not.
        let lenient = try Target(algorithm, allowed: Set(SignatureAlgorithm.allCases))
        for (name, secret) in try Self.secrets(of: target.key) {
            #expect(try target.refusal(of: Self.token(target, secret)) == .algorithmNotAllowed("HS256"), "\(name)")
        }
        let bound = TokenRejection.keyUnfit(.algorithm(bound: algorithm.name, asked: "HS256"))
        for (name, secret) in try Self.secrets(of: lenient.key) {
            #expect(try lenient.refusal(of: Self.token(lenient, secret)) == bound, "\(name)")
        }
    }

    private static func token(_ target: Target, _ secret: [UInt8]) throws -> String {
        let header = #"{"alg":"HS256","typ":"at+jwt","kid":"\#(target.key.keyID)"}"#
        let input = Base64URL.encode(header.utf8) + "." + Base64URL.encode(target.payload().utf8)
        let mac = HMAC<SHA256>.authenticationCode(for: Array(input.utf8), using: SymmetricKey(data: secret))
        return input + "." + Base64URL.encode(Array(mac))
    }

    @Test(arguments: algorithms)
    func noPublicKeyIsLoadedForHMAC(_ algorithm: SignatureAlgorithm) throws {
        let jwk = try Target(algorithm).key.verificationKey.jwk
        for hmac in [SignatureAlgorithm.hs256, .hs384, .hs512] {
            #expect(throws: JOSEError.key(.algorithm(bound: algorithm.name, asked: hmac.name))) {
                try VerificationKey(jwk: jwk, algorithm: hmac)
            }
            // AKP keys can't be written without their algorithm.
            guard jwk.type != "AKP" else { continue }
            let text = String(decoding: jwk.publicJSON, as: UTF8.self)
            let bare = text.replacing(#","alg":"\#(algorithm.name)""#, with: "")
            #expect(throws: JOSEError.key(.typeMismatch(algorithm: hmac.name))) {
                try VerificationKey(jwk: JWK(parsing: Array(bare.utf8)), algorithm: hmac)
            }
        }
    }
}
