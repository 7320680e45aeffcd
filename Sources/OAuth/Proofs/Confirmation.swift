// What a token is bound to: the claim "cnf" (RFC 7800 §3.1), by a key's or a certificate's thumbprint.

internal import Crypto
public import JOSE

extension ClaimName {
    /// The confirmation: what the sender must prove to have (RFC 7800 §3.1).
    public static let confirmation: ClaimName = "cnf"
}

/// What the sender of a token must prove to have. A token that names both needs both.
public struct Confirmation: Hashable, Sendable {
    /// `jkt`: the RFC 7638 thumbprint of the key that proofs are signed with (RFC 9449 §6.1).
    public let keyThumbprint: String?
    /// `x5t#S256`: the SHA-256 of the client certificate in base64url (RFC 8705 §3.1).
    public let certificateThumbprint: String?

    /// A token bound to a key, a certificate, or both.
    public init(keyThumbprint: String? = nil, certificateThumbprint: String? = nil) {
        self.keyThumbprint = keyThumbprint
        self.certificateThumbprint = certificateThumbprint
    }

    /// Reads the claim `cnf`.
    ///
    /// - Returns: `nil` when the token has none, and so is anybody's who holds it.
    /// - Throws: ``TokenRejection/refused(_:)`` when it is no object, is empty, or has a member that is not one of the two: a
    ///   bond that can't be checked is not the want of one.
    public init?(in claims: Claims) throws(TokenRejection) {
        guard let value = claims[.confirmation] else { return nil }
        try self.init(value)
    }

    /// Reads the value of a `cnf`, of a token or of an answer about one (RFC 7662, RFC 9449 §6.2).
    ///
    /// - Throws: as ``init(in:)``.
    public init(_ value: JSONValue) throws(TokenRejection) {
        guard let members = value.members, !members.isEmpty,
            members.allSatisfy({ member in
                ["jkt", "x5t#S256"].contains { member.name.hasBytes(of: $0) }
                    && member.value.string.map(Confirmation.isThumbprint) ?? false
            })
        else {
            throw .refused([
                ClaimViolation(.confirmation, .invalid, expected: "jkt or x5t#S256 alone", found: value.text)
            ])
        }
        keyThumbprint = value["jkt"]?.string
        certificateThumbprint = value["x5t#S256"]?.string
    }

    /// Writes the claim `cnf`.
    public func write(to claims: inout JSONWriter) {
        claims.object("cnf") { cnf in
            if let keyThumbprint { cnf.member("jkt", keyThumbprint) }
            if let certificateThumbprint { cnf.member("x5t#S256", certificateThumbprint) }
        }
    }

    /// The thumbprint of a certificate.
    ///
    /// - Parameter certificate: its DER.
    public static func thumbprint(ofCertificate certificate: [UInt8]) -> String {
        Base64URL.encode(Array(SHA256.hash(data: certificate)))
    }

    /// Whether a certificate is the one that the token is bound to; `true` where it is bound to none.
    ///
    /// - Parameter certificate: its DER; `nil` when the connection showed none.
    public func accepts(certificate: [UInt8]?) -> Bool {
        guard let certificateThumbprint else { return true }
        return certificate.map {
            Confirmation.thumbprint(ofCertificate: $0).hasBytes(of: certificateThumbprint)
        } ?? false
    }

    /// 32 bytes in strict base64url.
    package static func isThumbprint(_ text: String) -> Bool {
        do {
            return try text.utf8.count == 43 && Base64URL.decode(text).count == 32
        } catch {
            return false
        }
    }
}
