// What is wrong with a certificate, its key, or the file of authorities, in a sentence that says what to do.

/// Why a certificate can't be used.
package enum CertificateFault: Error, Hashable, Sendable, CustomStringConvertible {
    case noCertificate
    case certificateUnreadable
    case keyUnreadable
    case keyIsEncrypted
    /// The key is that of another certificate, or the chain does not begin with the server's own.
    case keyOfAnother
    case noAuthorities

    package var description: String {
        switch self {
        case .noCertificate:
            "the certificate's file holds no certificate; it must be PEM, the server's own first"
        case .certificateUnreadable:
            "the certificate's file can't be understood; it must be PEM, the server's own first"
        case .keyUnreadable: "the key's file holds no private key in PEM"
        case .keyIsEncrypted:
            "the private key is locked with a passphrase; give one without, as openssl pkey -in FILE makes it"
        case .keyOfAnother:
            "the private key does not belong to the first certificate of the chain; the server's own must come first, and both "
                + "files must be of the same renewal"
        case .noAuthorities: "the file of client authorities holds no certificate in PEM"
        }
    }
}
