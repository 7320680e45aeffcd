// Writing a JSON Web Key: its public members always, its private one only where the caller names it.

extension JWK {
    /// Writes the public members.
    func writePublic(to json: inout JSONWriter) {
        json.member("kty", curve.keyType.rawValue)
        json.member("crv", curve.rawValue)
        json.member("x", Base64URL.encode(x))
        if let y { json.member("y", Base64URL.encode(y)) }
        if let use { json.member("use", use) }
        if let algorithm { json.member("alg", algorithm) }
        if let keyID { json.member("kid", keyID) }
    }

    /// The key without its private half, as JSON.
    public var publicJSON: [UInt8] { JSONWriter.object { writePublic(to: &$0) } }

    /// The key with its private half, as JSON. Whoever holds this can sign.
    var privateJSON: [UInt8] {
        JSONWriter.object { json in
            writePublic(to: &json)
            if let d { json.member("d", Base64URL.encode(d)) }
        }
    }
}
