// J13: two keys of one kid, or a symmetric one among public ones.

import JOSE
import Support
import Testing

@Suite struct J13KidCollision {
    @Test func aSetThatNamesAKidTwiceIsRefused() throws {
        let one = try SigningKey.generate(.es256).verificationKey.jwk.publicJSON
        let text = String(decoding: one, as: UTF8.self)
        let kid = try JSONDocument.object(parsing: one)["kid"]?.string ?? ""
        let set = Array(#"{"keys":[\#(text),\#(text)]}"#.utf8)
        #expect(throws: JOSEError.key(.duplicateID(kid))) { try JWKSet(parsing: set, algorithms: [.es256]) }
    }

    @Test(arguments: [false, true])
    func anRSAKeyAndASecretOfTheSameKid(_ isSecretFirst: Bool) throws {
        let target = try Target(.rs256, allowed: [.rs256, .hs256])
        let secret = try SigningKey(
            secret: [UInt8](repeating: 7, count: 32), algorithm: .hs256, keyID: target.key.keyID)
        let members = [
            String(decoding: target.key.verificationKey.jwk.publicJSON, as: UTF8.self),
            String(decoding: secret.exportPrivateJWK(), as: UTF8.self),
        ]
        let text = (isSecretFirst ? members.reversed() : members).joined(separator: ",")
        let set = try JWKSet(parsing: Array("{\"keys\":[\(text)]}".utf8), algorithms: [.rs256, .hs256])
        #expect(set.keys.map(\.algorithm) == [.rs256])
        #expect(set.skipped.map(\.reason) == [.key(.symmetric)])
        #expect(set.skipped.map(\.index) == [isSecretFirst ? 0 : 1])
        // What the secret signed is no token of this set, whoever allows HMAC.
        let header = #"{"alg":"HS256","typ":"at+jwt","kid":"\#(target.key.keyID)"}"#
        let token = try ForgedToken.signed(header: header, payload: target.payload(), by: secret)
        let unverified = try UnverifiedToken(parsing: token)
        let key = try #require(set.key(id: unverified.header.keyID))
        #expect(throws: TokenRejection.keyUnfit(.algorithm(bound: "RS256", asked: "HS256"))) {
            try unverified.verified(with: key, policy: target.policy, at: target.now)
        }
    }

    @Test func twoKeysOfOneKidAndDifferentAlgorithms() throws {
        let keys = try [SignatureAlgorithm.rs256, .ed25519].map { algorithm in
            let text = String(decoding: try SigningKey.generate(algorithm).verificationKey.jwk.publicJSON, as: UTF8.self)
            return text.replacing(/"kid":"[^"]+"/, with: #""kid":"a""#)
        }
        for order in [keys, keys.reversed()] {
            let set = Array("{\"keys\":[\(order.joined(separator: ","))]}".utf8)
            #expect(throws: JOSEError.key(.duplicateID("a"))) {
                try JWKSet(parsing: set, algorithms: SignatureAlgorithm.asymmetric)
            }
        }
    }

    @Test func aSymmetricKeyOfTheSameKidDoesNotCount() throws {
        let key = try SigningKey.generate(.es256)
        let text = String(decoding: key.verificationKey.jwk.publicJSON, as: UTF8.self)
        let oct = #"{"kty":"oct","k":"AAAA","kid":"\#(key.keyID)"}"#
        let set = try JWKSet(parsing: Array(#"{"keys":[\#(oct),\#(text)]}"#.utf8), algorithms: [.es256])
        #expect(set.key(id: key.keyID)?.algorithm == .es256)
    }
}
