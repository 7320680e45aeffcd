// Keys and key sets: what is loaded, what is skipped, what is refused, and what leaves again.

import Testing

@testable import JOSE

@Suite struct JWKTests {
    static let okp = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    static let x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
    static let y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"

    static let refused: [(String, JOSEError)] = [
        ("[]", .json(part: "key", .wrongKind(expected: "an object"))),
        ("{}", .key(.memberMissing("kty"))),
        (#"{"kty":7}"#, .key(.memberInvalid("kty"))),
        (#"{"kty":"rsa"}"#, .key(.unknownType("rsa"))),
        // K as the sign for kelvin, which Swift's == takes for the letter.
        ("{\"kty\":\"O\u{212A}P\",\"crv\":\"Ed25519\",\"x\":\"\(okp)\"}", .key(.unknownType("O?P"))),
        (#"{"kty":"RSA"}"#, .key(.memberMissing("n"))),
        (#"{"kty":"RSA","n":"AQAB"}"#, .key(.memberMissing("e"))),
        (#"{"kty":"RSA","n":"AAEAAQ","e":"AQAB"}"#, .key(.memberInvalid("n"))),
        (#"{"kty":"RSA","n":"","e":"AQAB"}"#, .key(.memberInvalid("n"))),
        (#"{"kty":"RSA","n":"AQAB","e":"AAEAAQ"}"#, .key(.memberInvalid("e"))),
        (#"{"kty":"RSA","n":"AQAB","e":""}"#, .key(.memberInvalid("e"))),
        (#"{"kty":"RSA","n":"AQAB","e":65537}"#, .key(.memberInvalid("e"))),
        (#"{"kty":"RSA","n":"AQAB","e":"AQAB","d":"AA"}"#, .key(.memberInvalid("d"))),
        (#"{"kty":"oct"}"#, .key(.memberMissing("k"))),
        (#"{"kty":"oct","k":7}"#, .key(.memberInvalid("k"))),
        (#"{"kty":"oct","k":"AB"}"#, .base64URL(part: "key member k")),
        (#"{"kty":"AKP"}"#, .key(.memberMissing("alg"))),
        (#"{"kty":"AKP","alg":"ML-DSA-44","pub":"AA"}"#, .key(.unknownType("ML-DSA-44"))),
        (#"{"kty":"AKP","alg":"ES256","pub":"AA"}"#, .key(.unknownType("ES256"))),
        (#"{"kty":"AKP","alg":"ML-DSA-65"}"#, .key(.memberMissing("pub"))),
        (#"{"kty":"AKP","alg":"ML-DSA-65","pub":"AA"}"#, .key(.memberInvalid("pub"))),
        (akp(1_951), .key(.memberInvalid("pub"))), (akp(1_953), .key(.memberInvalid("pub"))),
        (akp(2_592), .key(.memberInvalid("pub"))), (akp(1_952, priv: 31), .key(.memberInvalid("priv"))),
        (akp(1_952, priv: 33), .key(.memberInvalid("priv"))), (akp(1_952, priv: 0), .key(.memberInvalid("priv"))),
        (#"{"kty":"EC"}"#, .key(.memberMissing("crv"))), (#"{"kty":"EC","crv":1}"#, .key(.memberInvalid("crv"))),
        (#"{"kty":"EC","crv":"secp256k1"}"#, .key(.unknownType("secp256k1"))),
        (#"{"kty":"EC","crv":"Ed25519","x":"\#(okp)"}"#, .key(.unknownType("Ed25519"))),
        (#"{"kty":"EC","crv":"P-384","x":"\#(x)","y":"\#(y)"}"#, .key(.memberInvalid("x"))),
        (#"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"AA"}"#, .key(.memberInvalid("y"))),
        (#"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","d":"AQ"}"#, .key(.memberInvalid("d"))),
        (#"{"kty":"OKP","crv":"Ed448","x":"AA"}"#, .key(.unknownType("Ed448"))),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(okp)","d":"AA"}"#, .key(.memberInvalid("d"))),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(okp)","alg":7}"#, .key(.memberInvalid("alg"))),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(okp)","use":["sig"]}"#, .key(.memberInvalid("use"))),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(okp)","key_ops":[1]}"#, .key(.memberInvalid("key_ops"))),
        (
            #"{"kty":"OKP","crv":"Ed25519","x":"\#(okp)","key_ops":["sign","verify","sign"]}"#,
            .key(.memberInvalid("key_ops"))
        ),
        (#"{"kty":"OKP"}"#, .key(.memberMissing("crv"))),
        (#"{"kty":"OKP","crv":"P-256"}"#, .key(.unknownType("P-256"))),
        (#"{"kty":"OKP","crv":"X25519","x":"AA"}"#, .key(.memberInvalid("x"))),
        (#"{"kty":"OKP","crv":"Ed25519"}"#, .key(.memberMissing("x"))),
        (#"{"kty":"OKP","crv":"Ed25519","x":"AA"}"#, .key(.memberInvalid("x"))),
        (#"{"kty":"OKP","crv":"Ed25519","x":"A="}"#, .base64URL(part: "key member x")),
        (#"{"kty":"EC","crv":"P-256","x":"\#(x)"}"#, .key(.memberMissing("y"))),
        (#"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","kid":1}"#, .key(.memberInvalid("kid"))),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(okp)","key_ops":"sign"}"#, .key(.memberInvalid("key_ops"))),
        (
            #"{"kty":"OKP","crv":"Ed25519","x":"\#(okp)","kty":"EC"}"#,
            .json(part: "key", .duplicateName(offset: 80))
        ),
    ]

    /// An ML-DSA-65 key of so many bytes, all zero.
    static func akp(_ length: Int, priv: Int? = nil) -> String {
        let zeros = { Base64URL.encode([UInt8](repeating: 0, count: $0)) }
        let seed = priv.map { #","priv":"\#(zeros($0))""# } ?? ""
        return #"{"kty":"AKP","alg":"ML-DSA-65","pub":"\#(zeros(length))"\#(seed)}"#
    }

    @Test(arguments: refused)
    func isRefused(_ text: String, _ error: JOSEError) {
        #expect(throws: error) { try JWK(parsing: Array(text.utf8)) }
    }

    static let unfit: [(String, SignatureAlgorithm?, KeyFault)] = [
        (#""use":"enc""#, .ed25519, .use("enc")),
        (#""key_ops":["sign"]"#, .ed25519, .operation("verify")),
        (#""alg":"Ed25519""#, .edDSA, .algorithm(bound: "Ed25519", asked: "EdDSA")),
        (#""alg":"HS256""#, nil, .typeMismatch(algorithm: "HS256")),
        (#""alg":"none""#, nil, .unknownAlgorithm("none")),
        (#""use":"sig""#, nil, .algorithmMissing),
        (#""use":"sig""#, .es256, .typeMismatch(algorithm: "ES256")),
    ]

    @Test(arguments: unfit)
    func isUnfitToVerify(_ member: String, _ algorithm: SignatureAlgorithm?, _ fault: KeyFault) throws {
        let jwk = try JWK(parsing: Array(#"{"kty":"OKP","crv":"Ed25519","x":"\#(Self.okp)",\#(member)}"#.utf8))
        #expect(throws: JOSEError.key(fault)) { try VerificationKey(jwk: jwk, algorithm: algorithm) }
    }

    @Test func aPointOffTheCurveIsNoKey() throws {
        let text = #"{"kty":"EC","crv":"P-256","alg":"ES256","x":"\#(Self.x)","y":"\#(Self.x)"}"#
        let jwk = try JWK(parsing: Array(text.utf8))
        #expect(throws: JOSEError.key(.notOnCurve)) { try VerificationKey(jwk: jwk, algorithm: nil) }
    }

    @Test func thumbprintsAreThoseOfTheStandard() throws {
        // RFC 8037 §A.3
        let jwk = try JWK(
            parsing: Array(#"{"kty":"OKP","crv":"Ed25519","x":"\#(Self.okp)","kid":"other"}"#.utf8))
        #expect(jwk.thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func aGeneratedKeyComesBack(_ algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        #expect(algorithm.isSymmetric || key.keyID == key.verificationKey.jwk.thumbprint)
        let again = try SigningKey(privateJWK: key.exportPrivateJWK(), algorithm: nil)
        #expect(again.keyID == key.keyID)
        #expect(again.algorithm == algorithm)
        let signature = try again.sign([1, 2, 3])
        try key.verificationKey.verify(signature: signature, over: [1, 2, 3])
        #expect(throws: JOSEError.signatureInvalid) {
            try key.verificationKey.verify(signature: signature, over: [1, 2, 4])
        }
    }

    @Test func thePrivateHalfLeavesByOneNameOnly() throws {
        let key = try SigningKey.generate(.es256)
        let secret = try JSONDocument.object(parsing: key.exportPrivateJWK())["d"]?.string ?? ""
        #expect(secret.utf8.count == 43)
        let shown =
            "\(key) \(key.verificationKey.jwk) " + String(decoding: key.verificationKey.jwk.publicJSON, as: UTF8.self)
            + String(decoding: JWKSet(keys: [key.verificationKey]).json, as: UTF8.self)
        #expect(!shown.contains(secret))
        let withPrivate = try VerificationKey(jwk: JWK(parsing: key.exportPrivateJWK()), algorithm: nil)
        #expect(!withPrivate.jwk.isPrivate)
    }

    @Test func halvesThatDoNotBelongTogetherAreRefused() throws {
        let one = String(decoding: try SigningKey.generate(.ed25519).exportPrivateJWK(), as: UTF8.self)
        let other = try SigningKey.generate(.ed25519)
        let d = try JSONDocument.object(parsing: other.exportPrivateJWK())["d"]?.string ?? ""
        let own = try JSONDocument.object(parsing: Array(one.utf8))["d"]?.string ?? ""
        let mixed = Array(one.replacing(own, with: d).utf8)
        #expect(throws: JOSEError.key(.memberInvalid("x"))) {
            try SigningKey(privateJWK: mixed, algorithm: nil)
        }
    }

    @Test func aSetSkipsWhatItCanNotUse() throws {
        let key = try SigningKey.generate(.es256)
        let good = String(decoding: key.verificationKey.jwk.publicJSON, as: UTF8.self)
        let others = [
            #"{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"r"}"#, #"{"kty":"oct","k":"AAAA"}"#,
            #"{"kty":"new"}"#, "7", "{}",
            #"{"kty":"OKP","crv":"Ed25519","x":"\#(Self.okp)","use":"enc"}"#,
        ]
        let text = #"{"keys":["# + (others + [good]).joined(separator: ",") + #"],"more":1}"#
        let set = try JWKSet(parsing: Array(text.utf8), algorithms: [.es256, .ed25519])
        #expect(set.keys.map(\.keyID) == [key.keyID])
        #expect(set.key(id: key.keyID) != nil)
        #expect(set.key(id: "other") == nil)
        #expect(set.key(id: nil) != nil)
        #expect(try JWKSet(parsing: set.json, algorithms: [.es256]).keys.count == 1)
        #expect(try JWKSet(parsing: set.json, algorithms: [.ed25519]).keys.isEmpty)
    }

    @Test func aKeyWithoutAlgIsPinnedByTheCaller() throws {
        let text = Array(#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"\#(Self.okp)","kid":"a"}]}"#.utf8)
        #expect(try JWKSet(parsing: text, algorithms: [.edDSA]).keys.map(\.algorithm) == [.edDSA])
        #expect(
            try JWKSet(parsing: text, algorithms: [.ed25519, .edDSA]).keys.map(\.algorithm) == [.ed25519])
        #expect(try JWKSet(parsing: text, algorithms: [.es256]).keys.isEmpty)
    }

    @Test(arguments: ["[]", "{}", #"{"keys":{}}"#, #"{"keys":7}"#])
    func whatIsNoSetIsRefused(_ text: String) {
        #expect(throws: JOSEError.self) { try JWKSet(parsing: Array(text.utf8), algorithms: [.es256]) }
    }

    @Test func labelsAreAddedAndNeverChanged() throws {
        let bare = try JWK(parsing: Array(#"{"kty":"OKP","crv":"Ed25519","x":"\#(Self.okp)"}"#.utf8))
        let key = try bare.labelled(keyID: "a", algorithm: "EdDSA", use: "sig")
        #expect([key.keyID, key.algorithm, key.use] == ["a", "EdDSA", "sig"])
        #expect(try key.labelled(keyID: "b").keyID == "b")
        #expect(try key.labelled().keyID == "a")
        #expect(throws: JOSEError.key(.algorithm(bound: "EdDSA", asked: "Ed25519"))) {
            try key.labelled(algorithm: "Ed25519")
        }
        #expect(throws: JOSEError.key(.use("sig"))) { try key.labelled(use: "enc") }
    }
}
