// A proof that the sender of a request has a certain key (RFC 9449 §4): read and checked, rule by rule.

internal import Crypto
public import JOSE

extension TokenType {
    /// A DPoP proof (RFC 9449 §4.2).
    public static let dpopProof = TokenType("dpop+jwt")
}

/// A DPoP proof whose signature holds, by the key that it brings.
///
/// That proves nothing by itself: whoever takes it asks ``check(method:url:rules:at:)`` whether it is for this request,
/// ``check(token:boundTo:)`` whether it is for this token, and whether it was used before.
public struct DPoPProof: Sendable {
    /// `jti`: unique for each proof, 1 to 256 bytes.
    public let identifier: String
    /// `htm`: the method of the request.
    public let method: String
    /// `htu`: the URL of the request, as the proof writes it.
    public let url: String
    /// `iat` in seconds since 1970.
    public let issuedAt: Double
    /// `ath`: the hash of the access token that came along.
    public let tokenHash: String?
    /// `nonce`: what the server asked for.
    public let nonce: String?
    /// The RFC 7638 thumbprint of the key that signed.
    public let keyThumbprint: String

    /// Members of a key that its owner keeps to himself (RFC 7518 §6, RFC 9964 §3), whatever the key's type.
    private static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"]

    /// Reads a proof and checks its signature with the key in its header.
    ///
    /// - Parameter algorithms: those that may sign; shared secrets are never taken.
    /// - Throws: the ``DPoPFault`` that was met first, in the order of RFC 9449 §4.3.
    public init(verifying text: String, algorithms: Set<SignatureAlgorithm>) throws(DPoPFault) {
        let jws: CompactJWS
        do {
            jws = try CompactJWS(parsing: text)
        } catch {
            throw .malformed(error)
        }
        // The type in exactly this spelling (§4.2): it is no media type that a proxy may write otherwise.
        guard let type = jws.header.parameters["typ"], type.equals("dpop+jwt") else { throw .type }
        guard let algorithm = SignatureAlgorithm(name: jws.header.algorithm), !algorithm.isSymmetric,
            algorithms.contains(algorithm)
        else {
            throw .algorithmNotAllowed(String(decoding: jws.header.algorithm.utf8.prefix(64), as: UTF8.self))
        }
        let key = try DPoPProof.key(in: jws.header, for: algorithm)
        let claims: JSONValue
        do {
            claims = try DPoPProof.claims(of: jws, provenWith: key)
        } catch {
            throw error == .signatureInvalid ? .signatureInvalid : .malformed(error)
        }
        identifier = try DPoPProof.text("jti", of: claims, longest: 256)
        method = try DPoPProof.text("htm", of: claims, longest: 64)
        url = try DPoPProof.text("htu", of: claims, longest: TargetURI.maximumLength)
        guard let issued = claims["iat"]?.number, issued >= 0 else { throw .claim("iat") }
        issuedAt = issued
        tokenHash = claims["ath"] == nil ? nil : try DPoPProof.text("ath", of: claims, longest: 64)
        nonce = claims["nonce"] == nil ? nil : try DPoPProof.text("nonce", of: claims, longest: 256)
        keyThumbprint = key.jwk.thumbprint
    }

    /// The key that the header brings.
    private static func key(
        in header: JOSEHeader,
        for algorithm: SignatureAlgorithm
    ) throws(DPoPFault) -> VerificationKey {
        guard let members = header.parameters["jwk"], members.kind == .object else {
            throw .key(.header("jwk"))
        }
        guard !privateMembers.contains(where: { members[$0] != nil }) else { throw .keyPrivate }
        do {
            return try VerificationKey(jwk: JWK(parsing: Array(members.text.utf8)), algorithm: algorithm)
        } catch {
            throw .key(error)
        }
    }

    private static func claims(of jws: CompactJWS, provenWith key: VerificationKey) throws(JOSEError)
        -> JSONValue
    {
        let payload = try jws.payload(provenWith: key)
        do {
            return try JSONDocument.object(parsing: payload, limits: JSONLimits(length: 16_384, depth: 8))
        } catch {
            throw .json(part: "payload", error)
        }
    }

    /// A claim that must be a string of some length.
    private static func text(_ name: String, of claims: JSONValue, longest: Int) throws(DPoPFault) -> String {
        guard let text = claims[name]?.string, (1...longest).contains(text.utf8.count) else {
            throw .claim(name)
        }
        return text
    }

    /// Checks that the proof is for a request, and made just now (RFC 9449 §4.3, 8, 9 and 11).
    ///
    /// - Parameters:
    ///   - method: of the request, in the letters in which it came.
    ///   - url: of the request, as its sender knows it; query and fragment do not count.
    ///   - now: seconds since 1970.
    /// - Throws: ``DPoPFault/method``, ``DPoPFault/url``, ``DPoPFault/tooOld`` or ``DPoPFault/notYetValid``.
    public func check(method: String, url: TargetURI, rules: DPoPRules, at now: Int) throws(DPoPFault) {
        guard self.method.hasBytes(of: method) else { throw .method }
        guard try TargetURI(self.url) == url else { throw .url }
        // In floating point, which no date overflows.
        guard Double(now) - issuedAt <= Double(rules.maximumAge) else { throw .tooOld }
        guard issuedAt - Double(now) <= Double(rules.leeway) else { throw .notYetValid }
    }

    /// Checks that the proof is for a token, and made by the key that the token is bound to (RFC 9449 §4.3, 12).
    ///
    /// - Parameters:
    ///   - token: the access token, as it came in the request.
    ///   - thumbprint: `jkt` of the token's `cnf`.
    /// - Throws: ``DPoPFault/tokenHash`` or ``DPoPFault/keyMismatch``.
    public func check(token: String, boundTo thumbprint: String) throws(DPoPFault) {
        guard let tokenHash, tokenHash.hasBytes(of: DPoPProof.hash(of: token)) else { throw .tokenHash }
        guard keyThumbprint.hasBytes(of: thumbprint) else { throw .keyMismatch }
    }

    /// `ath` of a token: the SHA-256 of its ASCII in base64url (RFC 9449 §4.2).
    static func hash(of token: String) -> String {
        Base64URL.encode(Array(SHA256.hash(data: Array(token.utf8))))
    }

    /// A name of this proof for the memory of those that were used: nobody else's key can make the same, and it is short
    /// whatever the `jti` is.
    package var mark: (high: UInt64, low: UInt64) {
        let digest = Array(SHA256.hash(data: Array("\(keyThumbprint).\(identifier)".utf8)))
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        return (word(digest[0..<8]), word(digest[8..<16]))
    }
}
