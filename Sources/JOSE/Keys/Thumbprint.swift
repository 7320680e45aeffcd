// The JWK thumbprint (RFC 7638): a name that a key has of itself.

import Crypto

extension JWK {
    /// The SHA-256 thumbprint in base64url: required public members only, in lexicographic order, without
    /// white space (RFC 7638 §3, RFC 8037 §2).
    public var thumbprint: String {
        let text = JSONWriter.object { json in
            json.member("crv", curve.rawValue)
            json.member("kty", curve.keyType.rawValue)
            json.member("x", Base64URL.encode(x))
            if let y { json.member("y", Base64URL.encode(y)) }
        }
        return Base64URL.encode(Array(SHA256.hash(data: text)))
    }
}
