// The scopes of OpenID Connect, which belong to no API (OpenID Connect Core §5.4, §11).

package enum OpenIDScope: String, CaseIterable, Hashable, Sendable {
    case openid
    case profile
    case email
    case address
    case phone
    case offlineAccess = "offline_access"

    /// What it allows, as consent says it.
    package var sentence: String {
        switch self {
        case .openid: "know who you are here"
        case .profile: "see your name and the rest of your profile"
        case .email: "see your e-mail address"
        case .address: "see your postal address"
        case .phone: "see your phone number"
        case .offlineAccess: "stay connected when you have signed out, until you remove it"
        }
    }

    /// The standard claims that it tells (OpenID Connect Core §5.4).
    package var claims: [String] {
        switch self {
        case .openid, .offlineAccess: []
        case .profile:
            [
                "name", "family_name", "given_name", "middle_name", "nickname", "preferred_username",
                "profile",
                "picture", "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at",
            ]
        case .email: ["email", "email_verified"]
        case .address: ["address"]
        case .phone: ["phone_number", "phone_number_verified"]
        }
    }

    /// Every standard claim that a person's profile may hold, but those that are made of the account itself.
    package static let profileClaims = allCases.flatMap(\.claims).filter {
        !["preferred_username", "updated_at"].contains($0)
    }
}
