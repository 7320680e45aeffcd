// RSA private keys for the primitive, with the checks that it leaves to its caller.

import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

enum RSAKeys {
    /// A key for signing.
    static func signing(n: [UInt8], e: [UInt8], _ numbers: RSAPrivateNumbers) throws
        -> _RSA.Signing.PrivateKey
    {
        let key =
            if let primes = numbers.primes {
                try _RSA.Signing.PrivateKey(n: n, e: e, d: numbers.d, p: primes.p, q: primes.q)
            } else {
                try _RSA.Signing.PrivateKey._createFromNumbers(n: n, e: e, d: numbers.d)
            }
        let der = key.derRepresentation
        if let primes = numbers.primes {
            // The primitive reckons dp, dq and qi anew. Wrong ones would leave with the key, and in another library a
            // signature made with them tells the primes (Boneh, DeMillo, Lipton).
            guard case .rsa(_, _, let reckoned?) = try RSADER.privateKey(Array(der)),
                reckoned.primes == primes
            else {
                throw KeyFault.notOnCurve
            }
        }
        // The primitive checks that the halves belong together only when they are read from DER.
        return try _RSA.Signing.PrivateKey(derRepresentation: der)
    }

    /// A key for decrypting.
    static func decryption(
        n: [UInt8], e: [UInt8], _ numbers: RSAPrivateNumbers
    ) throws -> _RSA.Encryption.PrivateKey {
        try _RSA.Encryption.PrivateKey(derRepresentation: signing(n: n, e: e, numbers).derRepresentation)
    }
}
