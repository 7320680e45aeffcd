// Wycheproof's JSON Web Signature cases: each as expected, and the refused ones for the reason that they are about.

import Testing

@testable import JOSE

@Suite(
    "Wycheproof JWS",
    .enabled(if: Vectors.has("wycheproof"), "\(Vectors.missing("wycheproof"))")
)
struct WycheproofTests {
    static let path = "wycheproof/json_web_signature_test.json"

    private struct Case {
        let number: Int
        let jws: String
        let isValid: Bool
        let error: JOSEError?
    }

    private func run() throws -> [Case] {
        let limits = JSONLimits(length: 10_000_000, depth: 32)
        let root = try JSONDocument(parsing: Vectors.bytes(of: Self.path), limits: limits).root
        return try (root["testGroups"]?.elements ?? []).flatMap { group in
            let key = try #require(group["public"] ?? group["private"])
            return try (group["tests"]?.elements ?? []).map { test in
                let jws = try #require(test["jws"]?.string)
                return Case(
                    number: try #require(test["tcId"]?.integer),
                    jws: jws,
                    isValid: test["result"]?.equals("valid") ?? false,
                    error: Self.error(in: jws, with: key)
                )
            }
        }
    }

    /// A key that names no algorithm is pinned to that of its group's tokens.
    private static func error(in jws: String, with key: JSONValue) -> JOSEError? {
        do throws(JOSEError) {
            let jwk = try JWK(key)
            let pinned: SignatureAlgorithm = jwk.type == "RSA" ? .rs256 : .es256
            let key = try VerificationKey(jwk: jwk, algorithm: jwk.algorithm == nil ? pinned : nil)
            _ = try CompactJWS(parsing: jws).payload(verifiedWith: key)
            return nil
        } catch {
            return error
        }
    }

    @Test("each of the 401 cases has the expected answer, but for eight whose labels are wrong")
    func answers() throws {
        let cases = try run()
        #expect(cases.map(\.number) == Array(1...401))
        let others = cases.filter { $0.isValid != ($0.error == nil) }
        #expect(others.map(\.number) == (Self.lenient + Self.repeated).sorted())
        // Labelled invalid for a padding that got lost: to the letter, they are the valid case 357.
        let valid = try #require(cases.first { $0.number == 357 })
        #expect(valid.error == nil)
        for found in others where Self.repeated.contains(found.number) { #expect(found.jws == valid.jws) }
        for part in 0..<3 {
            var padded = valid.jws.split(separator: ".").map(String.init)
            padded[part] += "="
            let offset = padded[...part].joined(separator: ".").utf8.count - 1
            #expect(throws: JOSEError.character(offset: offset)) {
                try CompactJWS(parsing: padded.joined(separator: "."))
            }
        }
    }

    /// Labelled valid, and refused here. "ES521" is no algorithm, a key that names PS256 does not check PS384, and "?" is no
    /// letter of base64url.
    static let lenient = [346, 347, 350, 351, 372, 373]
    static let repeated = [367, 370]

    @Test("the refused cases are refused for what they are about")
    func reasons() throws {
        for found in try run() {
            guard let error = found.error else { continue }
            let expected = Self.reasons.first { $0.cases.contains(found.number) }?.error ?? .signatureInvalid
            #expect(error == expected, "\(found.number)")
        }
    }

    private static func other(_ bound: String, _ asked: String) -> JOSEError {
        .key(.algorithm(bound: bound, asked: asked))
    }

    /// What the cases that are not about the signature are about.
    static let reasons: [(cases: Set<Int>, error: JOSEError)] = [
        // A part or a dot is missing, or there is one too many.
        ([4, 7, 10, 21, 24, 27, 36, 39, 42], .parts(2)), ([12, 13, 29, 30, 44, 45], .parts(1)), ([14, 15], .parts(4)),
        ([9, 11, 26, 28, 41, 43], .json(part: "header", .unexpectedEnd)),
        // The JSON serialization at the compact door.
        ([17], .character(offset: 0)),
        // Another algorithm than the key's.
        ([16], other("HS256", "none")), ([31], other("ES256", "HS256")), ([332], other("PS512", "RS256")),
        ([334], other("PS512", "RS384")), ([336], other("PS512", "RS512")), ([338], other("PS512", "PS256")),
        ([340], other("PS512", "PS384")), ([341, 343, 344], other("PS512", "none")), ([342], other("PS512", "NONE")),
        ([346, 350], other("PS256", "PS384")), ([347, 351], .key(.unknownAlgorithm("ES521"))),
        // A key that is for something else.
        ([353, 354], .key(.use("enc"))), ([355, 356], .key(.operation("verify"))),
        // Letters that base64url does not have, and bits that nobody reads.
        ([360, 361], .character(offset: 52)), ([362], .character(offset: 95)), ([363], .character(offset: 58)),
        ([364], .character(offset: 57)), ([365, 366], .character(offset: 44)),
        ([368, 369, 371], .character(offset: 45)), ([372], .character(offset: 43)), ([373], .character(offset: 51)),
        ([375], .base64URL(part: "payload")),
    ]
}
