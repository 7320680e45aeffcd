// The rules that a token's claims must keep here and now.

/// What a verifier asks of a token. What must not be forgotten has no default.
public struct TokenPolicy: Sendable {
    public let issuer: String
    public let audience: String
    public let type: TokenType
    /// The algorithms that may sign; a key is bound to one of them besides.
    public let algorithms: Set<SignatureAlgorithm>
    /// Seconds by which clocks may differ; never negative.
    public let leeway: Int
    /// Seconds after `iat` from which a token is too old, whatever its `exp` says.
    public let maximumAge: Int?
    /// Claims that must be there, non-empty strings where RFC 7519 and RFC 9068 make them strings.
    public let requiredClaims: [ClaimName]

    public init(
        issuer: String,
        audience: String,
        type: TokenType,
        algorithms: Set<SignatureAlgorithm>,
        leeway: Int = 30,
        maximumAge: Int? = nil,
        requiredClaims: [ClaimName] = []
    ) {
        self.issuer = issuer
        self.audience = audience
        self.type = type
        self.algorithms = algorithms
        self.leeway = max(0, leeway)
        self.maximumAge = maximumAge.map { max(0, $0) }
        self.requiredClaims = requiredClaims
    }

    /// Every rule that the claims break, in the order of this list; empty when they keep them all.
    ///
    /// - Parameter now: seconds since 1970.
    func violations(in claims: Claims, type found: TokenType?, at now: Int) -> [ClaimViolation] {
        var all: [ClaimViolation] = []
        checkIssuer(claims, &all)
        checkAudience(claims, &all)
        checkType(found, &all)
        checkExpiration(claims, now, &all)
        checkNotBefore(claims, now, &all)
        checkIssuedAt(claims, now, &all)
        checkRequired(claims, &all)
        return all
    }

    private func checkIssuer(_ claims: Claims, _ all: inout [ClaimViolation]) {
        // Simple string comparison of bytes (RFC 8725 §3.8): no normalisation, no arrays.
        guard let value = present(.issuer, in: claims, &all), !value.equals(issuer) else { return }
        all.append(ClaimViolation(.issuer, .issuer, expected: issuer, found: value.text))
    }

    private func checkAudience(_ claims: Claims, _ all: inout [ClaimViolation]) {
        guard let value = present(.audience, in: claims, &all), !value.equals(audience) else { return }
        guard let listed = claims.audience else {
            all.append(
                ClaimViolation(.audience, .invalid, expected: "a string or an array of strings", found: value.text)
            )
            return
        }
        if listed.contains(where: { $0.hasBytes(of: audience) }) { return }
        all.append(ClaimViolation(.audience, .audience, expected: audience, found: value.text))
    }

    private func checkType(_ found: TokenType?, _ all: inout [ClaimViolation]) {
        if found == type { return }
        all.append(ClaimViolation("typ", .type, expected: type.name, found: found?.name))
    }

    private func checkExpiration(_ claims: Claims, _ now: Int, _ all: inout [ClaimViolation]) {
        guard let expiration = date(.expiration, required: true, in: claims, &all) else { return }
        // RFC 7519 §4.1.4: on or after the time, the token must not be accepted.
        guard Double(now) >= expiration + Double(leeway) else { return }
        all.append(
            ClaimViolation(.expiration, .expired, expected: "after \(now)", found: claims[.expiration]?.text)
        )
    }

    private func checkNotBefore(_ claims: Claims, _ now: Int, _ all: inout [ClaimViolation]) {
        guard let start = date(.notBefore, required: false, in: claims, &all) else { return }
        guard Double(now) + Double(leeway) < start else { return }
        all.append(
            ClaimViolation(.notBefore, .notYetValid, expected: "at most \(now)", found: claims[.notBefore]?.text)
        )
    }

    private func checkIssuedAt(_ claims: Claims, _ now: Int, _ all: inout [ClaimViolation]) {
        guard let issued = date(.issuedAt, required: maximumAge != nil, in: claims, &all) else { return }
        if Double(now) + Double(leeway) < issued {
            all.append(
                ClaimViolation(.issuedAt, .notYetValid, expected: "at most \(now)", found: claims[.issuedAt]?.text)
            )
        } else if let maximumAge, Double(now) > issued + Double(maximumAge) + Double(leeway) {
            all.append(
                ClaimViolation(
                    .issuedAt,
                    .tooOld,
                    expected: "at least \(now - maximumAge)",
                    found: claims[.issuedAt]?.text
                )
            )
        }
    }

    private func checkRequired(_ claims: Claims, _ all: inout [ClaimViolation]) {
        // What was reported above is not reported again.
        for name in requiredClaims where !all.contains(where: { $0.claim == name }) {
            guard let value = claims[name] else {
                all.append(ClaimViolation(name, .missing, expected: "present", found: nil))
                continue
            }
            let empty = value.isNull || (value.kind == .string && value.equals(""))
            let mistyped = value.kind != .string && TokenPolicy.strings.contains(name)
            if empty || mistyped {
                all.append(ClaimViolation(name, .invalid, expected: "a non-empty value", found: value.text))
            }
        }
    }

    /// Registered claims that are strings (RFC 7519 §4.1, RFC 9068 §2.2).
    private static let strings: Set<ClaimName> = [.subject, .identifier, "client_id", "scope"]

    private func present(_ name: ClaimName, in claims: Claims, _ all: inout [ClaimViolation]) -> JSONValue? {
        if let value = claims[name] { return value }
        all.append(ClaimViolation(name, .missing, expected: "present", found: nil))
        return nil
    }

    private func date(
        _ name: ClaimName,
        required: Bool,
        in claims: Claims,
        _ all: inout [ClaimViolation]
    ) -> Double? {
        guard let value = claims[name] else {
            if required { all.append(ClaimViolation(name, .missing, expected: "seconds since 1970", found: nil)) }
            return nil
        }
        guard let seconds = claims.date(name) else {
            all.append(ClaimViolation(name, .invalid, expected: "seconds since 1970", found: value.text))
            return nil
        }
        return seconds
    }
}
