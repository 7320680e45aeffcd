// What a program that uses jwt-kit writes for the same token: a collection of keys, a typed payload and its checks.

import CryptoExtras
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

/// The key in jwt-kit's hands: one collection that verifies with the public half, and one that signs.
struct Peer: Sendable {
    private let verifier = JWTKeyCollection()
    private let signer = JWTKeyCollection()
    private let kid: JWKIdentifier

    init(_ key: PrimitiveKey, kid name: String) async throws {
        kid = JWKIdentifier(string: name)
        switch key {
        case .hs256(let secret, _):
            await verifier.add(hmac: HMACKey(key: secret), digestAlgorithm: .sha256, kid: kid)
            await signer.add(hmac: HMACKey(key: secret), digestAlgorithm: .sha256, kid: kid)
        case .rsa(let key, _, let isPSS):
            let publicKey = try Insecure.RSA.PublicKey(backing: key.publicKey)
            let privateKey = try Insecure.RSA.PrivateKey(backing: key)
            if isPSS {
                await verifier.add(pss: publicKey, digestAlgorithm: .sha256, kid: kid)
                await signer.add(pss: privateKey, digestAlgorithm: .sha256, kid: kid)
            } else {
                await verifier.add(rsa: publicKey, digestAlgorithm: .sha256, kid: kid)
                await signer.add(rsa: privateKey, digestAlgorithm: .sha256, kid: kid)
            }
        case .p256(let key):
            await verifier.add(ecdsa: try ES256PublicKey(backing: key.publicKey), kid: kid)
            await signer.add(ecdsa: try ES256PrivateKey(backing: key), kid: kid)
        case .p384(let key):
            await verifier.add(ecdsa: try ES384PublicKey(backing: key.publicKey), kid: kid)
            await signer.add(ecdsa: try ES384PrivateKey(backing: key), kid: kid)
        case .ed25519(let key):
            await verifier.add(eddsa: EdDSA.PublicKey(backing: key.publicKey), kid: kid)
            await signer.add(eddsa: EdDSA.PrivateKey(backing: key), kid: kid)
        case .mlDSA65(let key):
            await verifier.add(mldsa: MLDSA65PublicKey(backing: key.publicKey), kid: kid)
            await signer.add(mldsa: MLDSA65PrivateKey(backing: key), kid: kid)
        }
    }

    func verification(of token: String) -> Contestant {
        let verifier = verifier
        return Contestant { times in
            for _ in 0..<times { _ = try await verifier.verify(token, as: PeerPayload.self) }
        }
    }

    func signature(at now: Int) -> Contestant {
        let (signer, kid) = (signer, kid)
        return Contestant { times in
            for _ in 0..<times {
                _ = try await signer.sign(PeerPayload.sample(now: now), kid: kid, header: ["typ": "at+jwt"])
            }
        }
    }
}
