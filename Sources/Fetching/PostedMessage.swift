// What is sent to another server: a form or JSON, with the credentials of whoever sends it.

internal import JOSE
internal import OAuth

/// A client's identifier and secret. Printing it shows no secret.
public struct ClientCredentials: Sendable, CustomStringConvertible, CustomReflectable {
    /// `client_id`.
    public let clientID: String
    private let secret: String

    /// Credentials that an issuer gave.
    public init(clientID: String, secret: String) {
        self.clientID = clientID
        self.secret = secret
    }

    /// The identifier alone.
    public var description: String { "ClientCredentials(\(clientID), secret hidden)" }
    /// The identifier alone, also for `dump` and debuggers.
    public var customMirror: Mirror { Mirror(self, children: ["clientID": clientID]) }

    /// The value of an Authorization header: each half encoded like a form's value, then joined (RFC 6749 §2.3.1).
    var basic: String {
        let text = FormParameters.encoded(clientID) + ":" + FormParameters.encoded(secret)
        return "Basic " + String(decoding: Base64.encode(Array(text.utf8)), as: UTF8.self)
    }
}

/// A message to be posted. Printing it shows nothing of it, for it holds tokens and secrets.
public struct PostedMessage: Sendable, CustomStringConvertible, CustomReflectable {
    /// `Content-Type`.
    public let contentType: String
    /// The body, whole.
    public let body: [UInt8]
    /// `Authorization`; `nil` for a message that says itself who sends it.
    public let authorization: String?

    package init(form: [(name: String, value: String)], by client: ClientCredentials? = nil) {
        contentType = "application/x-www-form-urlencoded"
        body = Array(FormParameters.text(form).utf8)
        authorization = client?.basic
    }

    package init(json: [UInt8], by client: ClientCredentials? = nil) {
        contentType = "application/json"
        body = json
        authorization = client?.basic
    }

    /// The type and the length alone.
    public var description: String { "PostedMessage(\(contentType), \(body.count) bytes hidden)" }
    /// The type and the length alone, also for `dump` and debuggers.
    public var customMirror: Mirror { Mirror(self, children: ["contentType": contentType]) }
}
