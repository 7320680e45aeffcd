// What an issuer publishes, for a verifier that is measured.

import JOSE
import OAuth
import TokenVerifier

/// What an issuer publishes, without a network.
struct PublishedDocuments: Fetch {
    let documents: [String: FetchedDocument]

    init(_ key: SigningKey, at now: Int) throws {
        let issuer = SampleClaims.issuer
        let metadata = """
            {"issuer":"\(issuer)","jwks_uri":"\(issuer)/keys","token_endpoint":"\(issuer)/token",\
            "response_types_supported":["code"]}
            """
        let list = try StatusListToken(
            uri: SampleClaims.list, bits: StatusBits(count: 1 << 20), issuedAt: now, expiresAt: now + 3_600,
            timeToLive: 3_600, version: 1
        ).sign(with: key)
        documents = [
            "\(issuer)/.well-known/oauth-authorization-server": FetchedDocument(
                status: 200, body: Array(metadata.utf8)),
            "\(issuer)/keys": FetchedDocument(
                status: 200, body: JWKSet(keys: [key.verificationKey]).json, cacheControl: "max-age=3600"),
            SampleClaims.list: FetchedDocument(status: 200, body: Array(list.utf8)),
        ]
    }

    func get(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
        documents[url] ?? FetchedDocument(status: 404, body: [])
    }
}
