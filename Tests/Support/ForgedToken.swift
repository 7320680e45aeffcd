// A token with whatever bytes an attacker likes, signed by a real key: what a refusal says must not be the signature.

package import JOSE

/// Puts together compact tokens that no honest issuer would sign.
package enum ForgedToken {
    /// Signs raw header and payload bytes, whatever they say.
    package static func signed(
        header: some Collection<UInt8>,
        payload: some Collection<UInt8>,
        by key: SigningKey
    ) throws -> String {
        let input = Base64URL.encode(header) + "." + Base64URL.encode(payload)
        return try input + "." + Base64URL.encode(key.sign(Array(input.utf8)))
    }

    /// Signs a header and a payload that are given as text.
    package static func signed(header: String, payload: String, by key: SigningKey) throws -> String {
        try signed(header: header.utf8, payload: payload.utf8, by: key)
    }

    /// Puts any signature bytes behind a header and a payload.
    package static func unsigned(
        header: String,
        payload: String,
        signature: some Collection<UInt8> = []
    ) -> String {
        Base64URL.encode(header.utf8) + "." + Base64URL.encode(payload.utf8) + "."
            + Base64URL.encode(signature)
    }
}
