// A token that was verified before, and comes in again in a buffer of its own: what a busy API sees most.

import JOSE
import OAuth
import TokenVerifier

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

enum CachedVerification {
    /// The whole verifier with its cache of verified tokens: keys, times and the status list are asked again each time.
    static func row() async throws -> Row {
        let key = try SigningKey.generate(.es256)
        let now = time(nil)
        let token = try key.signToken(type: .accessToken) { SampleClaims.write(to: &$0, now: now) }
        let verifier = try TokenVerifier(
            issuer: SampleClaims.issuer,
            audience: SampleClaims.audience,
            cache: .tokens(10_000),
            fetch: try PublishedDocuments(key, at: now)
        )
        // Once for the keys, the list and the cache; a second time to see that it is a hit.
        _ = try await verifier.verify(token, at: now)
        _ = try await verifier.verify(token, at: now)
        let bytes = Array(token.utf8)
        return Row(
            name: "verify.cached",
            ours: Contestant { times in
                for _ in 0..<times {
                    // A request brings its own buffer: neither its address nor a hash of it is known.
                    let copy = String(decoding: bytes, as: UTF8.self)
                    _ = try await verifier.verify(copy, at: now)
                }
            },
            overhead: Contestant { times in
                var length = 0
                for _ in 0..<times { length += String(decoding: bytes, as: UTF8.self).utf8.count }
                guard length > 0 else { throw JOSEError.signatureInvalid }
            }
        )
    }
}

/// What an issuer publishes, without a network.
private struct PublishedDocuments: Fetch {
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
