// What is sent to an issuer: a form or JSON, with the credentials of the client that sends it.

internal import JOSE

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
        let text = FormText.encoded(clientID) + ":" + FormText.encoded(secret)
        return "Basic " + String(decoding: Base64.encode(Array(text.utf8)), as: UTF8.self)
    }
}

/// A message to be posted. Printing it shows nothing of it, for it holds tokens and secrets.
public struct PostedMessage: Sendable, CustomStringConvertible, CustomReflectable {
    /// `Content-Type`.
    public let contentType: String
    /// The body, whole.
    public let body: [UInt8]
    /// `Authorization`.
    public let authorization: String

    init(form: [(name: String, value: String)], by client: ClientCredentials) {
        let pairs = form.map { FormText.encoded($0.name) + "=" + FormText.encoded($0.value) }
        contentType = "application/x-www-form-urlencoded"
        body = Array(pairs.joined(separator: "&").utf8)
        authorization = client.basic
    }

    init(json: [UInt8], by client: ClientCredentials) {
        contentType = "application/json"
        body = json
        authorization = client.basic
    }

    /// The type and the length alone.
    public var description: String { "PostedMessage(\(contentType), \(body.count) bytes hidden)" }
    /// The type and the length alone, also for `dump` and debuggers.
    public var customMirror: Mirror { Mirror(self, children: ["contentType": contentType]) }
}

/// Text as it stands in a form (RFC 6749 appendix B).
enum FormText {
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
