// RSA private keys for the primitive, by the one way on which it checks all that belongs together.

import Crypto
import CryptoExtras

// Read from DER, the primitive asks whether p and q make n, and whether d, dp, dq and qi are theirs. From bare numbers it
// asks nothing, and for a key without primes it looks for them in a way that wrong numbers make endless.

enum RSAKeys {
    /// A key for signing.
    static func signing(n: [UInt8], e: [UInt8], _ numbers: RSAPrivateNumbers) throws
        -> _RSA.Signing.PrivateKey
    {
        try _RSA.Signing.PrivateKey(derRepresentation: RSADER.privateKey(n: n, e: e, numbers))
    }

    /// A key for decrypting.
    static func decryption(n: [UInt8], e: [UInt8], _ numbers: RSAPrivateNumbers) throws
        -> _RSA.Encryption.PrivateKey
    {
        try _RSA.Encryption.PrivateKey(derRepresentation: RSADER.privateKey(n: n, e: e, numbers))
    }
}
