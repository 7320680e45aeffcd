// The rules that a token's claims must keep here and now.

/// What a verifier asks of a token. What must not be forgotten has no default.
public struct TokenPolicy: Sendable {
    /// The one issuer, compared with `iss` byte by byte.
    public let issuer: String
    /// Who we are: `aud` must name it.
    public let audience: String
    /// The `typ` that the header must have.
    public let type: TokenType
    /// The algorithms that may sign; a key is bound to one of them besides.
    public let algorithms: Set<SignatureAlgorithm>
    private let allowed: [SignatureAlgorithm]
    /// Seconds by which clocks may differ; never negative.
    public let leeway: Int
    /// Seconds after `iat` from which a token is too old, whatever its `exp` says.
    public let maximumAge: Int?
    /// Claims that must be there, non-empty strings where RFC 7519 and RFC 9068 make them strings.
    public let requiredClaims: [ClaimName]
    private let required: [(name: ClaimName, isString: Bool)]

    /// A policy. Issuer, audience, type and algorithms have no default, because they must not be forgotten.
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
        allowed = Array(algorithms)  // looking through two or three is quicker than hashing
        self.leeway = max(0, leeway)
        self.maximumAge = maximumAge.map { max(0, $0) }
        self.requiredClaims = requiredClaims
        // The other rules ask for these three themselves.
        let rest = requiredClaims.filter { ![.issuer, .audience, .expiration].contains($0) }
        required = rest.map { name in (name, TokenPolicy.strings.contains(name)) }
    }

    /// Whether the policy takes signatures of that algorithm; an unknown one it never takes.
    func allows(_ algorithm: SignatureAlgorithm?) -> Bool {
        allowed.contains { $0 == algorithm }
    }

    /// Every rule that the claims break, in the order of this list; empty when they keep them all.
    ///
    /// - Parameter now: seconds since 1970.
    func violations(in claims: Claims, of header: JOSEHeader, at now: Int) -> [ClaimViolation] {
        var all: [ClaimViolation] = []
        checkIssuer(claims, &all)
        checkAudience(claims, &all)
        checkType(header, &all)
        checkExpiration(claims, now, &all)
        checkNotBefore(claims, now, &all)
        checkIssuedAt(claims, now, &all)
        checkRequired(claims, &all)
        return all
    }

    /// The same for claims that the issuer told, in an answer with this header, of a token whose text says nothing: all
    /// rules but that of the type, which is the answer's.
    func violations(told claims: Claims, under header: JOSEHeader, at now: Int) -> [ClaimViolation] {
        violations(in: claims, of: header, at: now).filter { $0.rule != .type }
    }

    /// The same for a signed answer (RFC 9701 §5), which has no `exp`: it is for now, so its age is bounded instead.
    func violations(answering claims: Claims, of header: JOSEHeader, at now: Int) -> [ClaimViolation] {
        violations(in: claims, of: header, at: now).filter {
            [.issuer, .audience, "typ", .issuedAt].contains($0.claim)
        }
    }

    private func checkIssuer(_ claims: Claims, _ all: inout [ClaimViolation]) {
        // Simple string comparison of bytes (RFC 8725 §3.8): no normalisation, no arrays.
        guard let place = present(.issuer, in: claims, &all), !claims.isString(place, issuer) else { return }
        all.append(ClaimViolation(.issuer, .issuer, expected: issuer, found: claims.text(at: place)))
    }

    private func checkAudience(_ claims: Claims, _ all: inout [ClaimViolation]) {
        guard let place = present(.audience, in: claims, &all), !claims.isString(place, audience) else {
            return
        }
        let found = claims.text(at: place)
        guard let listed = claims.audience else {
            all.append(
                ClaimViolation(.audience, .invalid, expected: "a string or an array of strings", found: found)
            )
            return
        }
        if listed.contains(where: { $0.hasBytes(of: audience) }) { return }
        all.append(ClaimViolation(.audience, .audience, expected: audience, found: found))
    }

    private func checkType(_ header: JOSEHeader, _ all: inout [ClaimViolation]) {
        if header.names(type) { return }
        all.append(ClaimViolation("typ", .type, expected: type.name, found: header.type?.name))
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
            ClaimViolation(
                .notBefore, .notYetValid, expected: "at most \(now)", found: claims[.notBefore]?.text)
        )
    }

    private func checkIssuedAt(_ claims: Claims, _ now: Int, _ all: inout [ClaimViolation]) {
        guard let issued = date(.issuedAt, required: maximumAge != nil, in: claims, &all) else { return }
        if Double(now) + Double(leeway) < issued {
            all.append(
                ClaimViolation(
                    .issuedAt, .notYetValid, expected: "at most \(now)", found: claims[.issuedAt]?.text)
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
        for place in required.indices
        where !claims.has(required[place].name, asString: required[place].isString) {
            let name = required[place].name
            // What was reported above is not reported again.
            if all.contains(where: { $0.claim == name }) { continue }
            let found = claims[name]?.text
            all.append(
                found == nil
                    ? ClaimViolation(name, .missing, expected: "present", found: nil)
                    : ClaimViolation(name, .invalid, expected: "a non-empty value", found: found)
            )
        }
    }

    /// Registered claims that are strings (RFC 7519 §4.1, RFC 9068 §2.2).
    private static let strings: Set<ClaimName> = [.subject, .identifier, "client_id", "scope"]

    /// The place of a claim that must be there.
    private func present(_ name: ClaimName, in claims: Claims, _ all: inout [ClaimViolation]) -> Int? {
        if let place = claims.node(of: name) { return place }
        all.append(ClaimViolation(name, .missing, expected: "present", found: nil))
        return nil
    }

    private func date(
        _ name: ClaimName,
        required: Bool,
        in claims: Claims,
        _ all: inout [ClaimViolation]
    ) -> Double? {
        guard let place = claims.node(of: name) else {
            if required {
                all.append(ClaimViolation(name, .missing, expected: "seconds since 1970", found: nil))
            }
            return nil
        }
        guard let seconds = claims.date(at: place) else {
            let found = claims.text(at: place)
            all.append(ClaimViolation(name, .invalid, expected: "seconds since 1970", found: found))
            return nil
        }
        return seconds
    }
}
