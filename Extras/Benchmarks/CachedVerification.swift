// A token that was verified before, and comes in again in a buffer of its own: what a busy API sees most.

import JOSE
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
