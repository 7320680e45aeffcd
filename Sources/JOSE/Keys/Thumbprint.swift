// The JWK thumbprint (RFC 7638): a name that a key has of itself.

import Crypto

extension JWK {
    /// The SHA-256 thumbprint in base64url: required members only, in lexicographic order, without white space
    /// (RFC 7638 §3.2, RFC 8037 §2, RFC 9964 §6).
    ///
    /// That of a shared secret is made of the secret itself: it is as safe to show as a hash of it.
    public var thumbprint: String { Base64URL.encode(Array(SHA256.hash(data: requiredMembers))) }

    /// The members that make the key, and no label; of a shared secret the secret itself.
    package var requiredMembers: [UInt8] {
        JSONWriter.object { json in
            switch material {
            case .ec(let curve, let x, let y, _):
                json.member("crv", curve.rawValue)
                json.member("kty", material.type.rawValue)
                json.member("x", Base64URL.encode(x))
                json.member("y", Base64URL.encode(y))
            case .okp(let curve, let x, _):
                json.member("crv", curve.rawValue)
                json.member("kty", material.type.rawValue)
                json.member("x", Base64URL.encode(x))
            case .rsa(let n, let e, _):
                json.member("e", Base64URL.encode(e))
                json.member("kty", material.type.rawValue)
                json.member("n", Base64URL.encode(n))
            case .oct(let secret):
                json.member("k", Base64URL.encode(secret ?? []))
                json.member("kty", material.type.rawValue)
            case .akp(let algorithm, let pub, _):
                json.member("alg", algorithm.name)
                json.member("kty", material.type.rawValue)
                json.member("pub", Base64URL.encode(pub))
            }
        }
    }

    /// The thumbprint as a URI (RFC 9278 §4).
    public var thumbprintURI: String { "urn:ietf:params:oauth:jwk-thumbprint:sha-256:\(thumbprint)" }
}
