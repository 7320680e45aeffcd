// RSA keys in the DER form of PKCS#1 (RFC 8017 §A.1), which the primitive and many files speak.

import SwiftASN1

/// Reading and writing `RSAPrivateKey` and `RSAPublicKey`.
enum RSADER {
    /// Reads an `RSAPrivateKey` of two primes.
    ///
    /// - Throws: ``KeyFault/encoding(_:)``.
    static func privateKey(_ der: [UInt8]) throws(JOSEError) -> KeyMaterial {
        do {
            return try privateKey(try DER.parse(der))
        } catch let error as JOSEError {
            throw error
        } catch {
            throw .key(.encoding(KeyStructure.rsaPrivate.words))
        }
    }

    /// Reads an `RSAPrivateKey` of two primes. Whether its numbers belong together is asked when the key is loaded.
    static func privateKey(_ node: ASN1Node) throws -> KeyMaterial {
        let numbers = try DER.sequence(node, identifier: .sequence) { nodes in
            let version = try Int(derEncoded: &nodes)
            guard version == 0 else { throw JOSEError.key(.encoding("an RSA key of two primes")) }
            var numbers: [[UInt8]] = []
            for _ in 0..<8 { numbers.append(try number(&nodes)) }
            return numbers
        }
        let primes = RSAPrivateNumbers.Primes(
            p: numbers[3], q: numbers[4], dp: numbers[5], dq: numbers[6], qi: numbers[7])
        return .rsa(n: numbers[0], e: numbers[1], RSAPrivateNumbers(d: numbers[2], primes: primes))
    }

    /// Reads an `RSAPublicKey`.
    static func publicKey(_ node: ASN1Node) throws -> KeyMaterial {
        try DER.sequence(node, identifier: .sequence) { nodes in
            .rsa(n: try number(&nodes), e: try number(&nodes), nil)
        }
    }

    /// Writes an `RSAPrivateKey`.
    static func privateKey(n: [UInt8], e: [UInt8], _ numbers: RSAPrivateNumbers) throws -> [UInt8] {
        let primes = numbers.primes
        var coder = DER.Serializer()
        try coder.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(0)
            for number in [n, e, numbers.d, primes.p, primes.q, primes.dp, primes.dq, primes.qi] {
                try coder.serialize(number[...])
            }
        }
        return coder.serializedBytes
    }

    /// Writes an `RSAPublicKey`.
    static func publicKey(n: [UInt8], e: [UInt8]) throws -> [UInt8] {
        var coder = DER.Serializer()
        try coder.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(n[...])
            try coder.serialize(e[...])
        }
        return coder.serializedBytes
    }

    /// A positive number; the zero that DER puts before a high bit is gone, and a negative one was refused.
    private static func number(_ nodes: inout ASN1NodeCollection.Iterator) throws -> [UInt8] {
        let number = try ArraySlice<UInt8>(derEncoded: &nodes)
        guard !number.isEmpty else { throw JOSEError.key(.encoding("an RSA key of positive numbers")) }
        return Array(number)
    }
}
