// A signed status list as it travels, plain and compressed, with what a cache may know of it.

internal import JOSE
internal import OAuth

/// A signed status list.
package struct StatusListDocument: Sendable {
    /// One form in which it travels. The two have different tags, for they are different bytes (RFC 9110 §8.8.3.3).
    package struct Body: Sendable {
        package let bytes: [UInt8]
        /// A strong entity tag, with its quotes.
        package let entityTag: String
    }

    /// The compact JWS.
    package let plain: Body
    /// The same, compressed with gzip; `nil` only where memory was wanting.
    package let gzip: Body?
    /// Seconds after which a verifier should ask again.
    package let timeToLive: Int

    /// The newest change that it contains.
    let version: Int
    let signedAt: Int
    /// The key that signed it.
    let keyID: String

    /// The compact JWS.
    package var text: String { String(decoding: plain.bytes, as: UTF8.self) }

    /// Signs a list.
    ///
    /// - Throws: ``JOSEError/signingFailed``.
    init(signing token: StatusListToken, of list: Int, with key: SigningKey) throws(JOSEError) {
        version = token.version ?? 0
        signedAt = token.issuedAt
        keyID = key.keyID
        timeToLive = token.timeToLive ?? 0
        let bytes = Array(try token.sign(with: key).utf8)
        // The key has its part in it: after an emergency a list is signed twice in one second.
        let tag = "\(list)-\(version)-\(signedAt)-\(key.keyID.prefix(8))"
        plain = Body(bytes: bytes, entityTag: "\"\(tag)\"")
        gzip = Gzip.compress(bytes).map { Body(bytes: $0, entityTag: "\"\(tag)-gzip\"") }
    }

    /// Bytes that it takes in memory.
    var weight: Int { plain.bytes.count + (gzip?.bytes.count ?? 0) }
}
