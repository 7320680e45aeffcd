// What it costs to ask whether a token was taken back: the same token with its status and without, in turns.

import JOSE
import TokenVerifier

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

enum StatusVerification {
    /// The whole verifier: every check anew, and from the cache. Its list has 2^20 statuses.
    static func rows() async throws -> [Row] {
        let key = try SigningKey.generate(.es256)
        return [
            try await row("verify.status.ES256", .off, key),
            try await row("verify.status.cached", .tokens(10_000), key),
        ]
    }

    private static func row(_ name: String, _ cache: TokenCaching, _ key: SigningKey) async throws -> Row {
        let now = time(nil)
        let verifier = try TokenVerifier(
            issuer: SampleClaims.issuer,
            audience: SampleClaims.audience,
            cache: cache,
            fetch: try PublishedDocuments(key, at: now)
        )
        func contestant(hasStatus: Bool) async throws -> Contestant {
            let token = try key.signToken(type: .accessToken) {
                SampleClaims.write(to: &$0, now: now, hasStatus: hasStatus)
            }
            _ = try await verifier.verify(token, at: now)
            let bytes = Array(token.utf8)
            return Contestant { times in
                for _ in 0..<times {
                    // A request brings its own buffer.
                    let copy = String(decoding: bytes, as: UTF8.self)
                    _ = try await verifier.verify(copy, at: now)
                }
            }
        }
        return Row(
            name: name,
            ours: try await contestant(hasStatus: true),
            bare: try await contestant(hasStatus: false)
        )
    }
}
