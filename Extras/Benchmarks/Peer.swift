// What a program that uses jwt-kit writes for the same token: a typed payload and its checks.

import JWTKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The claims of an RFC 9068 access token with its status claim.
struct PeerPayload: JWTPayload {
    struct Status: Codable, Sendable {
        struct Reference: Codable, Sendable {
            let idx: Int
            let uri: String
        }

        let status_list: Reference
    }

    let iss: IssuerClaim
    let sub: SubjectClaim
    let aud: AudienceClaim
    let exp: ExpirationClaim
    let iat: IssuedAtClaim
    let jti: IDClaim
    let client_id: String
    let scope: String
    let status: Status

    func verify(using _: some JWTAlgorithm) async throws {
        try exp.verifyNotExpired()
        try aud.verifyIntendedAudience(includes: SampleClaims.audience)
        guard iss.value == SampleClaims.issuer else {
            throw JWTError.claimVerificationFailure(failedClaim: iss, reason: "not our issuer")
        }
    }

    /// The same claims as ``SampleClaims/write(to:)`` writes.
    static func sample(now: Int) -> PeerPayload {
        PeerPayload(
            iss: IssuerClaim(value: SampleClaims.issuer),
            sub: SubjectClaim(value: SampleClaims.subject),
            aud: AudienceClaim(value: SampleClaims.audience),
            exp: ExpirationClaim(value: .init(timeIntervalSince1970: Double(now + SampleClaims.lifetime))),
            iat: IssuedAtClaim(value: .init(timeIntervalSince1970: Double(now))),
            jti: IDClaim(value: SampleClaims.identifier),
            client_id: SampleClaims.client,
            scope: SampleClaims.scope,
            status: Status(status_list: .init(idx: SampleClaims.index, uri: SampleClaims.list))
        )
    }
}
