// Which program is asking: a client that proved itself just now, or a public one, which can't.

package import OAuth

/// A client that is asking. Only the rooms that check credentials can make one.
package struct ClientCaller: Sendable {
    /// The client as it stood when its credentials were checked.
    package let client: RegisteredClient
    /// Whether it proved itself. A public client only says who it is.
    package let isProven: Bool

    package var id: String { client.id }

    /// Whether it proved itself, and an administrator knows it. Any other client anyone can be, and as many as he likes.
    package var isVouchedFor: Bool { isProven && client.isVouchedFor }

    init(client: RegisteredClient, isProven: Bool) {
        self.client = client
        self.isProven = isProven
    }
}

/// What a request brings to prove which client is asking. Printing it shows no secret.
package enum ClientProof: Sendable, CustomStringConvertible {
    /// Nothing: a public client.
    case none
    /// A secret that both sides know.
    case secret(String)
    /// The certificate of the connection (RFC 8705 §2).
    case certificate(ShownCertificate)
    /// A statement that the client signed; it names the client itself.
    case assertion(ClientAssertion)

    package var description: String {
        switch self {
        case .none: "ClientProof.none"
        case .secret: "ClientProof.secret(hidden)"
        case .certificate(let shown): "ClientProof.certificate(\(shown.thumbprint))"
        case .assertion: "ClientProof.assertion(hidden)"
        }
    }
}
