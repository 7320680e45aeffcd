// The certificate that a client showed: from the connection, or from a proxy that is trusted to say so (RFC 8705 §3).

internal import HTTPTypes
public import Hummingbird
internal import JOSE

/// Where the certificate of a request's client comes from.
///
/// By default there is none, and a token that is bound to one is refused. What a header says of a certificate counts only
/// where the operator says which hop it came from: anyone can write a header.
public struct ClientCertificate<Context: RequestContext>: Sendable {
    private let read: @Sendable (Request, Context) throws -> [UInt8]?

    /// Whether there can be one at all.
    let isRead: Bool

    /// No client shows a certificate.
    public static var none: ClientCertificate { ClientCertificate(isRead: false) { _, _ in nil } }

    /// From what the program knows of a request, such as the certificate of its TLS connection.
    ///
    /// - Parameter read: the certificate in DER; `nil` when the client showed none.
    public static func from(_ read: @escaping @Sendable (Request, Context) throws -> [UInt8]?)
        -> ClientCertificate
    {
        ClientCertificate(isRead: true, read: read)
    }

    /// From the header `Client-Cert` of a proxy that ends TLS and checks the certificate (RFC 9440). The proxy has to remove
    /// the header from what its clients send (§3): two of them are refused.
    ///
    /// - Parameter isFromProxy: whether a request came from that proxy and from nobody else, for instance by the address
    ///   of its connection. Where it did not, the header is not looked at.
    public static func header(
        where isFromProxy: @escaping @Sendable (Request, Context) -> Bool
    ) -> ClientCertificate {
        ClientCertificate(isRead: true) { request, context in
            guard isFromProxy(request, context) else { return nil }
            let fields = request.headers[values: .clientCertificate]
            guard let field = fields.first else { return nil }
            guard fields.count == 1, let certificate = bytes(of: field) else {
                throw TokenRefusal.invalidRequest(
                    "the header Client-Cert is not one byte sequence, as the proxy should write it")
            }
            return certificate
        }
    }

    private init(isRead: Bool, read: @escaping @Sendable (Request, Context) throws -> [UInt8]?) {
        self.isRead = isRead
        self.read = read
    }

    /// The certificate of a request, in DER.
    func certificate(of request: Request, _ context: Context) throws -> [UInt8]? {
        try read(request, context)
    }

    /// A byte sequence of RFC 8941 §3.3.5: base64 with padding (RFC 4648 §4) between colons, at most 16 KiB.
    private static func bytes(of field: String) -> [UInt8]? {
        let text = field.utf8
        guard (3...16_384).contains(text.count), text.first == UInt8(ascii: ":"),
            text.last == UInt8(ascii: ":"),
            (text.count - 2) % 4 == 0
        else { return nil }
        let padded = text.dropFirst().dropLast()
        let letters = padded.dropLast(padded.suffix(2).count { $0 == UInt8(ascii: "=") })
        return Base64.decode(unpadded: letters)
    }
}
