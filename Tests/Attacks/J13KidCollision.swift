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

    @Test func aSymmetricKeyOfTheSameKidDoesNotCount() throws {
        let key = try SigningKey.generate(.es256)
        let text = String(decoding: key.verificationKey.jwk.publicJSON, as: UTF8.self)
        let oct = #"{"kty":"oct","k":"AAAA","kid":"\#(key.keyID)"}"#
        let set = try JWKSet(parsing: Array(#"{"keys":[\#(oct),\#(text)]}"#.utf8), algorithms: [.es256])
        #expect(set.key(id: key.keyID)?.algorithm == .es256)
    }
}
