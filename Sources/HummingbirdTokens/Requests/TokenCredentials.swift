// Finding the token of a request (RFC 6750 §2, RFC 9449 §7.1): in one Authorization header, and nowhere else.

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OAuth

/// A token as it stands in a request, and the scheme that it stands under.
struct TokenCredentials {
    let scheme: Challenge.Scheme
    let token: String

    /// The longest form that is looked through for a token.
    private static let maximumForm = 65_536

    /// The token of a request. A form's body is read and left in the request for the handler.
    ///
    /// - Parameter takesProofs: whether the scheme `DPoP` is known here.
    static func find(in request: inout Request, takesProofs: Bool) async throws -> TokenCredentials {
        let headers = request.headers[values: .authorization]
        let isElsewhere = try await carriesTokenElsewhere(&request)
        guard headers.count <= 1 else {
            throw TokenRefusal.invalidRequest("the request has more than one Authorization header; send one")
        }
        guard let header = headers.first,
            let (scheme, credentials) = credentials(in: header, takesProofs: takesProofs)
        else {
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
                "the header Authorization is not of the form: \(scheme.rawValue) and one token")
        }
        return TokenCredentials(scheme: scheme, token: String(decoding: credentials, as: UTF8.self))
    }

    /// What follows the scheme, whose case does not matter (RFC 9110 §11.1); `nil` for one that is not known here.
    private static func credentials(
        in header: String,
        takesProofs: Bool
    ) -> (Challenge.Scheme, Substring.UTF8View)? {
        let name = header.utf8.prefix { $0 != 0x20 }
        let lower = name.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        let scheme: Challenge.Scheme
        if lower.elementsEqual("bearer".utf8) {
            scheme = .bearer
        } else if takesProofs, lower.elementsEqual("dpop".utf8) {
            scheme = .dpop
        } else {
            return nil
        }
        return (scheme, header[name.endIndex...].utf8.drop { $0 == 0x20 })
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
