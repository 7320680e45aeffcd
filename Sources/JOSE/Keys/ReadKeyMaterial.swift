// Reading the numbers of a key from the members of its JWK, each with the length that its type asks for.

/// The members of one JWK, read with their faults.
struct KeyMembers {
    let object: JSONValue

    /// The numbers of the key that `kty` names.
    func material() throws(JOSEError) -> KeyMaterial {
        guard let name = try text("kty") else { throw .key(.memberMissing("kty")) }
        guard let type = KeyType(name: name) else { throw .key(.unknownType(name.excerpt(32))) }
        switch type {
        case .ec: return try point()
        case .okp: return try octetPair()
        case .rsa: return try rsa()
        case .oct: return .oct(try required("k"))
        case .akp: return try algorithmPair()
        }
    }

    /// A member that must be a string where it is there.
    func text(_ name: String) throws(JOSEError) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.string else { throw .key(.memberInvalid(name)) }
        return text
    }

    private func point() throws(JOSEError) -> KeyMaterial {
        let curve = try curve(of: .ec)
        return .ec(
            curve,
            x: try fixed("x", curve.length),
            y: try fixed("y", curve.length),
            d: object["d"] == nil ? nil : try fixed("d", curve.length)
        )
    }

    private func octetPair() throws(JOSEError) -> KeyMaterial {
        let curve = try curve(of: .okp)
        // Only an EC key has a y; in another it is an unknown member, and would change the thumbprint (RFC 8037 §2).
        return .okp(
            curve,
            x: try fixed("x", curve.length),
            d: object["d"] == nil ? nil : try fixed("d", curve.length)
        )
    }

    private func curve(of type: KeyType) throws(JOSEError) -> Curve {
        guard let name = try text("crv") else { throw .key(.memberMissing("crv")) }
        guard let curve = Curve(name: name), curve.keyType == type else {
            throw .key(.unknownType(name.excerpt(32)))
        }
        return curve
    }

    private func rsa() throws(JOSEError) -> KeyMaterial {
        let n = try number("n")
        let e = try number("e")
        guard object["d"] != nil else { return .rsa(n: n, e: e, nil) }
        // More than two primes: no primitive here takes them (RFC 7518 §6.3.2.7).
        guard object["oth"] == nil else { throw .key(.memberInvalid("oth")) }
        let d = try privateNumber("d")
        // A key without its primes is allowed by RFC 7518 §6.3.2, and made by nobody; finding them is a work that wrong
        // numbers make endless.
        let primes = RSAPrivateNumbers.Primes(
            p: try privateNumber("p"), q: try privateNumber("q"),
            dp: try privateNumber("dp"), dq: try privateNumber("dq"), qi: try privateNumber("qi")
        )
        return .rsa(n: n, e: e, RSAPrivateNumbers(d: d, primes: primes))
    }

    private func algorithmPair() throws(JOSEError) -> KeyMaterial {
        // The algorithm is part of the key (RFC 9964 §3).
        guard let name = try text("alg") else { throw .key(.memberMissing("alg")) }
        guard let algorithm = SignatureAlgorithm(name: name), let length = KeyMembers.publicLengths[algorithm]
        else { throw .key(.unknownType(name.excerpt(32))) }
        return .akp(
            algorithm,
            pub: try fixed("pub", length),
            seed: object["priv"] == nil ? nil : try fixed("priv", 32)
        )
    }

    /// Bytes of a public key (FIPS 204 §4).
    static let publicLengths: [SignatureAlgorithm: Int] = [.mlDSA65: 1_952, .mlDSA87: 2_592]

    private func required(_ name: String) throws(JOSEError) -> [UInt8] {
        guard let text = try text(name) else { throw .key(.memberMissing(name)) }
        return try Base64URL.decode(text, part: "key member \(name)")
    }

    private func fixed(_ name: String, _ length: Int) throws(JOSEError) -> [UInt8] {
        let bytes = try required(name)
        // Fixed length, padded on the left (RFC 7518 §6.2.1.2): a short number is another spelling of the same key.
        guard bytes.count == length else { throw .key(.memberInvalid(name)) }
        return bytes
    }

    /// A big-endian number in as few bytes as it needs (RFC 7518 §2, Base64urlUInt).
    private func number(_ name: String) throws(JOSEError) -> [UInt8] {
        let bytes = try required(name)
        guard let first = bytes.first, first != 0 else { throw .key(.memberInvalid(name)) }
        return bytes
    }

    /// A number that peers also pad: it stands in no thumbprint.
    private func privateNumber(_ name: String) throws(JOSEError) -> [UInt8] {
        let bytes = try required(name).drop { $0 == 0 }
        guard !bytes.isEmpty else { throw .key(.memberInvalid(name)) }
        return Array(bytes)
    }
}
