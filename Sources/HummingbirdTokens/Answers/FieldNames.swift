// The names of header fields that HTTPTypes does not bring.

internal import HTTPTypes

extension HTTPField.Name {
    /// The proof of possession that comes along with a token (RFC 9449 §4.1).
    static let dpop = name("DPoP")
    /// The nonce for the next proof (RFC 9449 §8.1).
    static let dpopNonce = name("DPoP-Nonce")
    /// The certificate that a proxy saw (RFC 9440 §2.2).
    static let clientCertificate = name("Client-Cert")
    /// The event after which a stream is resumed (HTML Standard §9.2.4).
    static let lastEventID = name("Last-Event-ID")

    /// The names above are tokens of RFC 9110 §5.6.2; another could not be made here.
    private static func name(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .accept }
}
