// J05: the public key, in every form, as the secret of an HMAC.

import Crypto
import JOSE
import Support
import Testing

@Suite struct J05KeyAsSecret {
    @Test(arguments: 0..<5)
    func isRefused(_ form: Int) throws {
        let target = try Target()
        let jwk = target.key.verificationKey.jwk
        let x = try Base64URL.decode(JSONDocument.object(parsing: jwk.publicJSON)["x"]?.string ?? "")
        let y = try Base64URL.decode(JSONDocument.object(parsing: jwk.publicJSON)["y"]?.string ?? "")
        let key = try P256.Signing.PublicKey(rawRepresentation: x + y)
        let secrets: [[UInt8]] = [
            Array(key.pemRepresentation.utf8), Array((key.pemRepresentation + "\r\n").utf8),
            Array(key.derRepresentation), jwk.publicJSON, Array(key.x963Representation),
        ]
        let header = #"{"alg":"HS256","typ":"at+jwt","kid":"\#(target.key.keyID)"}"#
        let input = Base64URL.encode(header.utf8) + "." + Base64URL.encode(target.payload().utf8)
        let mac = HMAC<SHA256>.authenticationCode(
            for: Array(input.utf8), using: SymmetricKey(data: secrets[form]))
        #expect(
            target.refusal(of: input + "." + Base64URL.encode(Array(mac))) == .algorithmNotAllowed("HS256"))
    }
}
