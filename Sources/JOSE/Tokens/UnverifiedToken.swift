// A token as it came in, and the one door through which it becomes a verified one.

/// A signed token whose form was read and which nobody has checked.
public struct UnverifiedToken: Sendable {
    private let jws: CompactJWS

    /// The header, as unverified as the rest: it serves to find the key.
    public var header: JOSEHeader { jws.header }

    /// Reads the form of a token: length, characters, parts, header.
    ///
    /// - Throws: ``TokenRejection/malformed(_:)``.
    public init(parsing text: String, maximumLength: Int = 16_384) throws(TokenRejection) {
        do {
            jws = try CompactJWS(parsing: text, maximumLength: maximumLength)
        } catch {
            throw .malformed(error)
        }
    }

    /// The claims as they stand there. Anyone can have written them: for display, and to choose whom to ask.
    ///
    /// - Throws: ``TokenRejection/malformed(_:)`` when the payload is not one strict JSON object (RFC 7519 §7.2).
    public func unverifiedClaims() throws(TokenRejection) -> Claims {
        do {
            return try Claims(payload: jws.unverifiedPayload())
        } catch {
            throw .malformed(error)
        }
    }

    /// Refuses a token whose algorithm the policy does not allow, before any key is looked for (RFC 8725 §3.1).
    ///
    /// - Throws: ``TokenRejection/algorithmNotAllowed(_:)``.
    public func checkAlgorithm(_ policy: TokenPolicy) throws(TokenRejection) {
        guard policy.allows(header.knownAlgorithm) else {
            throw .algorithmNotAllowed(String(decoding: header.algorithm.utf8.prefix(64), as: UTF8.self))
        }
    }

    /// Checks algorithm, key, signature and then every claim: cryptography fails at the first fault, claims
    /// report all.
    ///
    /// - Parameters:
    ///   - key: the key of the policy's issuer that the header names.
    ///   - now: seconds since 1970.
    /// - Throws: the ``TokenRejection`` that says why not.
    public func verified(
        with key: VerificationKey,
        policy: TokenPolicy,
        at now: Int
    ) throws(TokenRejection) -> VerifiedToken {
        try checkAlgorithm(policy)
        let claims = try claims(verifiedWith: key)
        let violations = policy.violations(in: claims, of: header, at: now)
        guard violations.isEmpty else { throw .refused(violations) }
        return VerifiedToken(header: header, claims: claims)
    }

    /// The claims, whose signature holds and which keep no policy yet.
    @inline(__always)
    func claims(verifiedWith key: VerificationKey) throws(TokenRejection) -> Claims {
        do {
            return try Claims(payload: jws.payload(verifiedWith: key))
        } catch {
            switch error {
            case .signatureInvalid: throw .signatureInvalid
            case .key(let fault): throw .keyUnfit(fault)
            default: throw .malformed(error)
            }
        }
    }
}
