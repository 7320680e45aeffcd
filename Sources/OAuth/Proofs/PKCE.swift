// Proof Key for Code Exchange (RFC 7636): the challenge of a request, and the verifier that answers it.

internal import Crypto
internal import JOSE

/// A code challenge by SHA-256, the one method that is taken here (RFC 7636 §4.2, RFC 9700 §2.1.1).
package struct CodeChallenge: Hashable, Sendable {
    /// 43 characters of base64url.
    package let value: String

    /// Reads the parameters `code_challenge` and `code_challenge_method`.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_request`. A method that is left out would mean `plain`.
    package init(_ challenge: String, method: String?) throws(OAuthRefusal) {
        guard let method, method.hasBytes(of: "S256") else {
            throw OAuthRefusal(.invalidRequest, "code_challenge_method must be S256")
        }
        guard CodeChallenge.isChallenge(challenge) else {
            throw OAuthRefusal(
                .invalidRequest, "a code_challenge is the SHA-256 of the verifier: 43 characters of base64url"
            )
        }
        value = challenge
    }

    /// A challenge that was checked before.
    package init(stored value: String) { self.value = value }

    /// Whether a verifier answers the challenge: 43 to 128 unreserved characters with this digest (RFC 7636 §4.1, §4.6).
    package func accepts(_ verifier: String) -> Bool {
        let letters = verifier.utf8
        guard (43...128).contains(letters.count),
            letters.allSatisfy({ byte in
                (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
                    || "-._~".utf8.contains(byte)
            })
        else { return false }
        return ConstantTime.equal(CodeChallenge.of(verifier).utf8, value.utf8)
    }

    /// The challenge of a verifier.
    package static func of(_ verifier: String) -> String {
        Base64URL.encode(Array(SHA256.hash(data: Array(verifier.utf8))))
    }

    private static func isChallenge(_ text: String) -> Bool {
        do {
            return try text.utf8.count == 43 && Base64URL.decode(text).count == 32
        } catch {
            return false
        }
    }
}
