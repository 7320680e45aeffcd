// Tokens that the authority's own key signs and that the authority never issued, and the twin of a signature.

import JOSE
import OAuth
import Records
import Support

@testable import Authority

extension TestAuthority {
    /// A token with all claims of ana's login token, but for what the arguments say.
    func forge(
        subject: String? = nil,
        type: TokenType = .accessToken,
        _ more: (inout JSONWriter) throws -> Void
    ) throws -> String {
        var failure: (any Error)?
        let token = try authority.keys.active.signToken(type: type) { claims in
            claims.member("iss", issuer.value)
            claims.member("sub", subject ?? ana.id)
            claims.member("aud", issuer.value)
            claims.member("exp", TestAuthority.now + 900)
            claims.member("iat", TestAuthority.now)
            claims.member("jti", "1.0.forged")
            claims.member("client_id", "tessera")
            claims.member("scope", "")
            do { try more(&claims) } catch { failure = error }
        }
        if let failure { throw failure }
        return token
    }

    /// The claims of a token, as text.
    func payload(of token: String) throws -> String {
        try UnverifiedToken(parsing: token).unverifiedClaims().object.text
    }
}

extension StatusHandle {
    /// As a token names it.
    func reference(_ house: TestAuthority) -> StatusReference {
        StatusReference(index: index, uri: house.issuer.url("/status/\(list)"))
    }
}

enum P256Twin {
    /// The order of the group, big end first.
    private static let order: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ]

    /// The same token under the other valid signature: (r, n − s) instead of (r, s).
    static func of(_ token: String) throws -> String {
        let parts = token.split(separator: ".").map(String.init)
        var signature = try Base64URL.decode(parts[2])
        var borrow = 0
        for place in stride(from: 31, through: 0, by: -1) {
            let difference = Int(order[place]) - Int(signature[32 + place]) - borrow
            borrow = difference < 0 ? 1 : 0
            signature[32 + place] = UInt8(truncatingIfNeeded: difference)
        }
        return "\(parts[0]).\(parts[1]).\(Base64URL.encode(signature))"
    }
}
