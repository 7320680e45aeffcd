// Writing a JSON Web Key: its public members always, its private one only where the caller names it.

extension JWK {
    /// Writes the public members; of a shared secret only its labels.
    func writePublic(to json: inout JSONWriter) {
        json.member("kty", material.type.rawValue)
        switch material {
        case .ec(let curve, let x, let y, _):
            json.member("crv", curve.rawValue)
            json.member("x", Base64URL.encode(x))
            json.member("y", Base64URL.encode(y))
        case .okp(let curve, let x, _):
            json.member("crv", curve.rawValue)
            json.member("x", Base64URL.encode(x))
        case .rsa(let n, let e, _):
            json.member("n", Base64URL.encode(n))
            json.member("e", Base64URL.encode(e))
        case .oct: break
        case .akp(_, let pub, _): json.member("pub", Base64URL.encode(pub))
        }
        if let use { json.member("use", use) }
        if let operations { json.member("key_ops", operations) }
        if let algorithm { json.member("alg", algorithm) }
        if let keyID { json.member("kid", keyID) }
    }

    /// The key without its private half, as JSON. Of a shared secret it shows the labels alone.
    public var publicJSON: [UInt8] { JSONWriter.object { withoutSecrets.writePublic(to: &$0) } }

    /// The whole key as JSON. Whoever holds this can sign or decrypt: it leaves by this name and no other.
    public func exportPrivateJSON() -> [UInt8] {
        JSONWriter.object { json in
            writePublic(to: &json)
            switch material {
            case .ec(_, _, _, let d?), .okp(_, _, let d?): json.member("d", Base64URL.encode(d))
            case .rsa(_, _, let numbers?): numbers.write(to: &json)
            case .oct(let secret?): json.member("k", Base64URL.encode(secret))
            case .akp(_, _, let seed?): json.member("priv", Base64URL.encode(seed))
            default: break
            }
        }
    }
}

extension RSAPrivateNumbers {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("d", Base64URL.encode(d))
        json.member("p", Base64URL.encode(primes.p))
        json.member("q", Base64URL.encode(primes.q))
        json.member("dp", Base64URL.encode(primes.dp))
        json.member("dq", Base64URL.encode(primes.dq))
        json.member("qi", Base64URL.encode(primes.qi))
    }
}
