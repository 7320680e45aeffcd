// Finding the token of a request (RFC 6750 §2): in one Authorization header, and nowhere else.

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OAuth

enum BearerToken {
    /// The longest form that is looked through for a token.
    private static let maximumForm = 65_536

    /// The token of a request. A form's body is read and left in the request for the handler.
    static func find(in request: inout Request) async throws -> String {
        let headers = request.headers[values: .authorization]
        let isElsewhere = try await carriesTokenElsewhere(&request)
        guard headers.count <= 1 else {
            throw TokenRefusal.invalidRequest("the request has more than one Authorization header; send one")
        }
        guard let header = headers.first, let credentials = credentials(in: header) else {
            // Another scheme is no token; whoever sends it is told what is wanted.
            throw isElsewhere ? TokenRefusal.inQuery : TokenRefusal.missing
        }
        // RFC 6750 §2: a client uses one method in a request.
        guard !isElsewhere else {
            throw TokenRefusal.invalidRequest(
                "the token came in the Authorization header and in the URL or form as well; send the header alone"
            )
        }
        guard isToken(credentials) else {
            throw TokenRefusal.invalidRequest(
                "the header Authorization is not of the form: Bearer and one token")
        }
        return String(decoding: credentials, as: UTF8.self)
    }

    /// What follows the scheme `Bearer`, whose case does not matter (RFC 9110 §11.1); `nil` for another scheme.
    private static func credentials(in header: String) -> Substring.UTF8View? {
        let text = header.utf8
        let scheme = text.prefix { $0 != 0x20 }
        guard scheme.map({ (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }).elementsEqual("bearer".utf8) else {
            return nil
        }
        return header[scheme.endIndex...].utf8.drop { $0 == 0x20 }
    }

    /// `b64token` of RFC 6750 §2.1: `1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`.
    private static func isToken(_ text: Substring.UTF8View) -> Bool {
        let body = text.prefix { $0 != UInt8(ascii: "=") }
        let allowed = body.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-._~+/".utf8.contains(byte)
            }
        }
        return allowed && !body.isEmpty && text[body.endIndex...].allSatisfy { $0 == UInt8(ascii: "=") }
    }

    private static func carriesTokenElsewhere(_ request: inout Request) async throws -> Bool {
        if let query = request.uri.query, FormParameters.contain("access_token", in: query.utf8) {
            return true
        }
        guard isForm(request.headers[values: .contentType]) else { return false }
        do {
            let form = try await request.collectBody(upTo: maximumForm)
            return FormParameters.contain("access_token", in: form.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw TokenRefusal.formTooLarge
        }
    }

    private static func isForm(_ contentTypes: [String]) -> Bool {
        contentTypes.contains { type in
            let name = type.prefix { $0 != ";" && $0 != " " && $0 != "\t" }
            return name.lowercased() == "application/x-www-form-urlencoded"
        }
    }
}
