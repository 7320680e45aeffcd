// The credentials of a request to the issuer's own API: a username and password, or a token and how it came.

internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import OAuth

/// What a request brings to prove who is asking. Printing it shows no secret.
enum Credentials: Sendable, CustomStringConvertible {
    case password(username: String, password: String)
    case bearer(String)
    /// A token that is bound to a key, with a proof in the header DPoP (RFC 9449 §7.1).
    case dpop(String)

    /// Reads the Authorization header.
    ///
    /// - Returns: `nil` when there is none.
    /// - Throws: ``OAuthRefusal`` for more than one, another scheme, or a malformed value.
    init?(of request: Request) throws(OAuthRefusal) {
        let values = request.headers[values: .authorization]
        guard let value = values.first else { return nil }
        guard values.count == 1 else {
            throw OAuthRefusal(.invalidRequest, "send one Authorization header, not \(values.count)")
        }
        let parts = value.utf8.split(
            separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
        let scheme = String(decoding: parts[0], as: UTF8.self).lowercased()
        let rest = parts.count == 2 ? String(decoding: parts[1], as: UTF8.self) : ""
        switch scheme {
        case "basic": self = try Credentials.basic(rest)
        case "bearer" where !rest.isEmpty: self = .bearer(rest)
        case "dpop" where !rest.isEmpty: self = .dpop(rest)
        default:
            throw OAuthRefusal(
                .invalidRequest, "the Authorization header must be Basic, Bearer or DPoP, with a value")
        }
    }

    var description: String {
        switch self {
        case .password: "Credentials.password(hidden)"
        case .bearer: "Credentials.bearer(hidden)"
        case .dpop: "Credentials.dpop(hidden)"
        }
    }

    /// `base64(username:password)` in UTF-8 (RFC 7617 §2): the first colon divides.
    private static func basic(_ text: String) throws(OAuthRefusal) -> Credentials {
        guard let bytes = base64(text), let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else {
            throw malformed
        }
        guard let username = String(validating: bytes[..<colon], as: UTF8.self),
            let password = String(validating: bytes[(colon + 1)...], as: UTF8.self)
        else { throw malformed }
        return .password(username: username, password: password)
    }

    private static var malformed: OAuthRefusal {
        OAuthRefusal(.invalidRequest, "the Basic credentials are not base64 of username:password in UTF-8")
    }

    /// Standard base64 with or without padding.
    private static func base64(_ text: String) -> [UInt8]? {
        var letters = text.utf8[...]
        guard letters.count <= 8_192 else { return nil }
        for _ in 0..<2 where letters.last == UInt8(ascii: "=") { letters.removeLast() }
        return Base64.decode(unpadded: letters)
    }
}
