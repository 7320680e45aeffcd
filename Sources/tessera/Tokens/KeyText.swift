// A key as text: JSON or PEM, its public half or the whole.

internal import JOSE

enum KeyText {
    /// The public half; of a shared secret its labels.
    static func shown(_ key: JWK, pem: Bool) throws(JOSEError) -> String {
        pem ? try key.publicPEM() : String(decoding: key.publicJSON, as: UTF8.self) + "\n"
    }

    /// The whole key. Whoever holds this can sign or decrypt.
    static func secret(_ key: JWK, pem: Bool) throws(JOSEError) -> String {
        pem ? try key.exportPrivatePEM() : String(decoding: key.exportPrivateJSON(), as: UTF8.self) + "\n"
    }
}
