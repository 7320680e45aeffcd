// The certificate that a client showed when it connected, and has proven to hold the key of.

internal import OAuth

/// A client's certificate (RFC 8705). What is believed of it is asked for each way of using it.
package struct ShownCertificate: Sendable {
    package let der: [UInt8]
    /// Whether an authority that this server was told of vouches for it now.
    let isVouchedFor: @Sendable () async -> Bool

    /// - Parameter isVouchedFor: asked where a client is known by the name in its certificate.
    package init(der: [UInt8], isVouchedFor: @escaping @Sendable () async -> Bool = { false }) {
        self.der = der
        self.isVouchedFor = isVouchedFor
    }

    /// `x5t#S256` (RFC 8705 §3.1).
    package var thumbprint: String { Confirmation.thumbprint(ofCertificate: der) }
}
