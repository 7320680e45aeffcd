// Inputs of a size that no peer sends: each is refused for its size, before anything of that size is made of it.

import JOSE

/// One flood, and the refusal that it meets. `./dev fuzz --floods` measures what each costs.
struct Flood: Sendable {
    let name: String
    /// Bytes of the input.
    let length: Int
    /// What the reader throws, every time.
    let refusal: @Sendable () -> any Error
    let expected: any Error & Sendable

    private init(
        _ name: String,
        _ length: Int,
        _ expected: any Error & Sendable,
        _ read: @escaping @Sendable () throws -> Void
    ) {
        self.name = name
        self.length = length
        self.expected = expected
        refusal = {
            do {
                try read()
                return Violation(description: "it is accepted")
            } catch {
                return error
            }
        }
    }

    static func all() throws -> [Flood] { try tokens() + keys() + [passwords()] }

    private static let megabyte = String(repeating: "k", count: 1_000_000)
    private static let brackets = String(repeating: "[", count: 100_000)

    private static func tokens() throws -> [Flood] {
        let dots = String(repeating: ".", count: 10_000_000)
        let kid = Base64URL.encode(#"{"alg":"ES256","kid":"\#(megabyte)"}"#.utf8) + ".e30.AAAA"
        // No base64url, which only who decodes it can tell.
        let deep = Base64URL.encode(brackets.utf8) + "AAA"
        let (signed, sealed) = (deep + ".e30.AAAA", deep + ".AAAA.AAAA.AAAA.AAAA")
        let json = Array(brackets.utf8)
        let inJSON = Array(#"{"payload":"","header":{"alg":"ES256","kid":"\#(megabyte)"},"signature":"AAAA"}"#.utf8)
        return [
            Flood("a token of dots", dots.utf8.count, TokenRejection.malformed(.tooLong(limit: 16_384))) {
                _ = try UnverifiedToken(parsing: dots)
            },
            Flood("an encrypted token of dots", dots.utf8.count, JOSEError.tooLong(limit: 262_144)) {
                _ = try CompactJWE(parsing: dots)
            },
            Flood("a kid in a token", kid.utf8.count, TokenRejection.malformed(.tooLong(limit: 16_384))) {
                _ = try UnverifiedToken(parsing: kid)
            },
            Flood("a kid in a JSON signature", inJSON.count, JOSEError.tooLong(limit: 262_144)) {
                _ = try JSONJWS(parsing: inJSON)
            },
            Flood("brackets", json.count, JSONFault.tooDeep(limit: 32)) { _ = try JSONDocument(parsing: json) },
            Flood(
                "brackets in a signed header", signed.utf8.count,
                TokenRejection.malformed(.tooLong(limit: 16_384))
            ) { _ = try UnverifiedToken(parsing: signed) },
            Flood(
                "brackets in a sealed header", sealed.utf8.count,
                JOSEError.json(part: "header", .tooLong(limit: 16_384))
            ) { _ = try CompactJWE(parsing: sealed) },
        ]
    }

    private static func keys() throws -> [Flood] {
        let key = #"{"kty":"OKP","crv":"Ed25519","kid":"\#(megabyte)"}"#
        let (alone, inSet) = (Array(key.utf8), Array(#"{"keys":[\#(key)]}"#.utf8))
        let json = Array(brackets.utf8)
        return [
            Flood("a kid in a key", alone.count, JOSEError.json(part: "key", .tooLong(limit: 65_536))) {
                _ = try JWK(parsing: alone)
            },
            Flood("a kid in a key set", inSet.count, JOSEError.json(part: "key", .tooLong(limit: 65_536))) {
                let set = try JWKSet(parsing: inSet, algorithms: SignatureAlgorithm.asymmetric)
                if let reason = set.skipped.first?.reason { throw reason }
            },
            Flood("brackets in a key set", json.count, JOSEError.json(part: "key set", .tooDeep(limit: 8))) {
                _ = try JWKSet(parsing: json, algorithms: SignatureAlgorithm.asymmetric)
            },
        ]
    }

    /// A stranger's header says how often a password is hashed: 2^31 times would take a quarter of an hour.
    private static func passwords() throws -> Flood {
        let header = #"{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"AAAAAAAAAAAAAAAA","p2c":2147483648}"#
        let text = Base64URL.encode(header.utf8) + ".AAAA.AAAA.AAAA.AAAA"
        let key = try DecryptionKey.password(Array("correct horse".utf8), algorithm: .pbes2HS256A128KW)
        return Flood("2^31 iterations", text.utf8.count, JOSEError.header("p2c")) {
            _ = try CompactJWE(parsing: text).decrypted(with: key, contents: [.a128GCM])
        }
    }
}
