// What the interop check asks a library to do, and what it hears.

import JOSE

/// A library that answers. Both of them run in this executable, so that BoringSSL is linked once.
protocol Peer: Sendable {
    /// Does what the request says.
    ///
    /// - Throws: the library's own refusal, or ``Unsupported``.
    func answer(_ request: Request) async throws -> [Answer]
}

/// One line: `{"op":"sign","alg":"ES256","key":{…},"payload":"base64url"}`.
struct Request: Sendable {
    enum Operation: String {
        case generate, sign, verify, encrypt, decrypt
    }

    let operation: Operation
    let algorithm: String
    /// `enc`, of an encryption.
    let content: String?
    /// `crv`, of a key that is to be made.
    let curve: String?
    /// Whether the JSON serialization is meant.
    let isJSON: Bool
    /// A JWK, or nothing.
    let key: JSONValue?
    let payload: [UInt8]
    let token: String

    init(parsing line: String) throws {
        let limits = JSONLimits(length: 1_048_576, depth: 16)
        let object = try JSONDocument.object(parsing: Array(line.utf8), limits: limits)
        guard let operation = object["op"]?.string.flatMap(Operation.init(rawValue:)),
            let algorithm = object["alg"]?.string
        else {
            throw Unsupported(what: "a request without a known op and alg")
        }
        self.operation = operation
        self.algorithm = algorithm
        content = object["enc"]?.string
        curve = object["crv"]?.string
        isJSON = object["json"]?.bool ?? false
        key = object["key"]
        payload = try Base64URL.decode(object["payload"]?.string ?? "", part: "payload")
        token = object["token"]?.string ?? ""
    }

    /// The bytes of the JWK.
    var keyJSON: [UInt8] { Array((key?.text ?? "").utf8) }

    /// A binary member of the JWK.
    func keyBytes(_ name: String) throws -> [UInt8] {
        try Base64URL.decode(key?[name]?.string ?? "", part: name)
    }
}

/// One member of an answer.
enum Answer {
    case token(String)
    case payload([UInt8])
    case keys(private: JSONValue, public: JSONValue)

    func write(to json: inout JSONWriter) {
        switch self {
        case .token(let token): json.member("token", token)
        case .payload(let bytes): json.member("payload", Base64URL.encode(bytes))
        case .keys(let whole, let half):
            json.member("private", whole)
            json.member("public", half)
        }
    }
}

/// The library has no such thing; the table shows a dash.
struct Unsupported: Error, CustomStringConvertible {
    let what: String
    var description: String { "unsupported: \(what)" }
}
