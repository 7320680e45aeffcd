// J51: letters that look alike or are equivalent. Nothing is normalised, everything is compared by bytes.

import JOSE
import Support
import Testing

@Suite struct J51LookAlikeLetters {
    /// The name that is meant, and one that Swift's == or an eye takes for it.
    static let pairs: [(String, String)] = [
        ("caf\u{E9}", "cafe\u{301}"), ("\u{C5}", "\u{212B}"), ("K", "\u{212A}"), ("admin", "\u{430}dmin"),
        ("a@b.example", "a\u{FF20}b.example"), ("a", "a\u{200B}"), ("\u{2126}", "\u{3A9}"),
    ]

    @Test(arguments: pairs)
    func isAnother(_ meant: String, _ found: String) throws {
        let key = try SigningKey.generate(.es256)
        let policy = TokenPolicy(issuer: meant, audience: meant, type: .accessToken, algorithms: [.es256])
        func refusal(_ issuer: String, _ audiences: [String]) throws -> TokenRejection? {
            let token = try key.signToken(type: .accessToken) { json in
                json.member("iss", issuer)
                json.member("aud", audiences)
                json.member("exp", 2_000)
            }
            do throws(TokenRejection) {
                _ = try UnverifiedToken(parsing: token).verified(
                    with: key.verificationKey, policy: policy, at: 1_000)
                return nil
            } catch {
                return error
            }
        }
        #expect(try refusal(meant, ["x", meant]) == nil)
        #expect(try refusal(found, [meant])?.code == "issuer_mismatch")
        #expect(try refusal(meant, ["x", found])?.code == "audience_mismatch")

        let named = try SigningKey(secret: [UInt8](repeating: 1, count: 32), algorithm: .hs256, keyID: meant)
        let set = JWKSet(keys: [named.verificationKey])
        #expect(set.key(id: meant) != nil)
        #expect(set.key(id: found) == nil)
        #expect(TokenType(meant) != TokenType(found))
    }
}
