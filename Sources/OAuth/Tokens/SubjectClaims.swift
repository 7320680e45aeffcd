// Claims about the subject of an access token: how it signed in, and what it belongs to (RFC 9068 §2.2.1, §2.2.3.1).

public import JOSE

extension ClaimName {
    /// When the subject last signed in (OpenID Connect Core §2).
    public static let authTime: ClaimName = "auth_time"
    /// The class of the authentication (OpenID Connect Core §2).
    public static let acr: ClaimName = "acr"
    /// The methods of the authentication (RFC 8176).
    public static let amr: ClaimName = "amr"
    /// The roles of the subject (RFC 7643 §4.1.2).
    public static let roles: ClaimName = "roles"
    /// The groups of the subject (RFC 7643 §4.1.2).
    public static let groups: ClaimName = "groups"
    /// What the subject is entitled to (RFC 7643 §4.1.2).
    public static let entitlements: ClaimName = "entitlements"
}

extension VerifiedToken {
    /// `auth_time` in seconds since 1970, a fraction cut off; `nil` when it is absent or no time.
    public var authTime: Int? { claims.date(.authTime).map { Int($0) } }

    /// `acr`; `nil` when it is absent or no string.
    public var acr: String? { self[.acr]?.string }

    /// `amr`; empty when it is absent or no array of strings.
    public var amr: [String] {
        let methods = self[.amr]?.elements ?? []
        let names = methods.compactMap(\.string)
        return names.count == methods.count ? names : []
    }

    /// `roles`: strings, or the `value` of each where they are written as RFC 7643 §2.4 has it; empty when the claim is
    /// absent or one of them is neither, so that nothing is granted by half of it.
    public var roles: [String] { names(in: .roles) }

    /// `groups`, in the forms of ``roles``.
    public var groups: [String] { names(in: .groups) }

    /// `entitlements`, in the forms of ``roles``.
    public var entitlements: [String] { names(in: .entitlements) }

    private func names(in claim: ClaimName) -> [String] {
        let values = self[claim]?.elements ?? []
        let names = values.compactMap { ($0["value"] ?? $0).string }.filter { !$0.isEmpty }
        return names.count == values.count ? names : []
    }
}
