// What verifying found, check by check, in the order in which a verifier asks.

internal import JOSE

/// What is asked of a token, and where the key comes from.
struct VerifyTerms {
    let issuer: String
    let audience: String
    let type: TokenType
    let algorithms: Set<SignatureAlgorithm>
    /// What the key's line calls the place of the keys.
    let keySource: String
    /// Whether the issuer can be asked if the token was revoked.
    let isOnline: Bool

    /// Their names in the order of the standard.
    var algorithmNames: [String] { SignatureAlgorithm.allCases.filter(algorithms.contains).map(\.name) }
}

struct VerifyReport {
    /// One check: `ok` is `nil` where it was not reached.
    struct Check {
        let name: String
        var ok: Bool?
        var expected: [String] = []
        var received: [String] = []
        var says = ""
    }

    private(set) var checks: [Check] = []
    let rejection: TokenRejection?
    private let token: TokenText?

    private static let stages = ["format", "algorithm", "key", "signature"]
    /// The claims that each check is about; the last one has all others.
    private static let claims: [(check: String, claims: Set<ClaimName>)] = [
        ("issuer", [.issuer]), ("audience", [.audience]), ("type", ["typ"]),
        ("time", [.expiration, .notBefore, .issuedAt]), ("claims", []),
    ]

    init(_ text: String, rejected rejection: TokenRejection?, terms: VerifyTerms, at now: Int) {
        self.rejection = rejection
        do {
            token = try TokenText(parsing: text)
        } catch {
            token = nil  // The rejection says what is wrong with it.
        }
        let failed = VerifyReport.stage(of: rejection)
        let order = Self.stages + Self.claims.map(\.check) + ["status"]
        let place = order.firstIndex(of: failed) ?? order.count
        for (index, name) in order.enumerated() {
            var check = known(name, terms, at: now)
            if failed == "claims", let violations = rejection?.violations,
                Self.claims.contains(where: { $0.check == name })
            {
                judge(&check, violations, at: now)
            } else if failed == "claims", name == "status" {
                check.says = "not asked"
            } else if index == place {
                check.ok = false
                check.says = rejection?.detail.escapedForTerminal ?? ""
            } else if index > place {
                check.received = []
                check.says = "not checked"
            } else if name != "status" || terms.isOnline {
                check.ok = true
            }
            checks.append(check)
        }
    }

    /// A check with what it expects and what the token says.
    private func known(_ name: String, _ terms: VerifyTerms, at now: Int) -> Check {
        let (header, claims) = (token?.header, token?.claims)
        let text = { (claim: String) in claims?[claim].map { [$0.shown] } ?? [] }
        let words = { (values: [String]) in values.joined(separator: " ") }
        switch name {
        case "format":
            let form = token.map { $0.isEncrypted ? "JWE compact, 5 parts" : "JWS compact, 3 parts" }
            return Check(
                name: name, expected: ["JWS compact, 3 parts"], received: form.map { [$0] } ?? [],
                says: form ?? "")
        case "algorithm":
            let received = header?["alg"]?.shown ?? "none named"
            return Check(
                name: name, expected: terms.algorithmNames, received: [received],
                says: "\(received) is allowed (\(words(terms.algorithmNames)))")
        case "key":
            let kid = header?["kid"]?.shown
            return Check(
                name: name, received: kid.map { [$0] } ?? [],
                says: "\(kid ?? "the only key") of \(terms.keySource)")
        case "issuer":
            return Check(name: name, expected: [terms.issuer], received: text("iss"), says: terms.issuer)
        case "audience":
            let received = claims?["aud"]?.elements?.map(\.shown) ?? text("aud")
            return Check(name: name, expected: [terms.audience], received: received, says: words(received))
        case "type":
            let received = header?["typ"].map { [$0.shown] } ?? []
            return Check(name: name, expected: [terms.type.name], received: received, says: words(received))
        case "time":
            let moments = ["exp", "nbf", "iat"].flatMap { name in text(name).map { "\(name) \($0)" } }
            let expires = claims?["exp"]?.number.map { Int($0) }
            return Check(
                name: name, expected: ["exp after \(now)", "nbf and iat at most \(now)"], received: moments,
                says: expires.map { "expires \(Moment.distance($0 - now))" } ?? "")
        case "status":
            let says = claims?["status"] == nil ? "the token can't be revoked" : "not revoked"
            return Check(name: name, says: terms.isOnline ? says : "not asked: offline")
        default: return Check(name: name)
        }
    }

    /// Fails a check of claims by the violations that are its own.
    private func judge(_ check: inout Check, _ violations: [ClaimViolation], at now: Int) {
        let own = violations.filter { violation in
            let home = Self.claims.first { $0.claims.contains(violation.claim) }?.check ?? "claims"
            return home == check.name
        }
        check.ok = own.isEmpty
        guard !own.isEmpty else { return }
        if check.name == "claims" {
            check.expected = own.map { "\($0.claim) \($0.expected)".escapedForTerminal }
            check.received = own.compactMap(\.found).map(\.escapedForTerminal)
        }
        check.says = own.map { VerifyReport.sentence($0, check, at: now) }.joined(separator: "; ")
    }

    private static func sentence(_ violation: ClaimViolation, _ check: Check, at now: Int) -> String {
        let found = check.received.joined(separator: " ")
        let expected = check.expected.joined(separator: " ")
        // The policy found a date that is exact in a Double; what was cut from its text is a fraction.
        let seconds = violation.found.flatMap { Double($0) }.flatMap { $0.magnitude < 1e16 ? Int($0) : nil }
        let moment = seconds.map { Moment.shown($0, at: now) } ?? ""
        return switch violation.rule {
        case .issuer: "token is by \(found); expected \(expected)"
        case .audience: "token is for \(found); expected \(expected)"
        case .type: "token is \(found.isEmpty ? "of no type" : found); expected \(expected)"
        case .expired: "expired at \(moment)"
        case .notYetValid: "\(violation.claim) is \(moment), which is not yet"
        case .tooOld: "issued at \(moment), which is too long ago"
        case .missing: "\(violation.claim) is missing; expected \(violation.expected)"
        case .invalid: "\(violation.claim) has a wrong type or value; expected \(violation.expected)"
        }
    }

    private static func stage(of rejection: TokenRejection?) -> String {
        switch rejection {
        case nil: ""
        case .malformed, .checksumWrong: "format"
        case .algorithmNotAllowed: "algorithm"
        case .issuerNotTrusted, .keyNotFound, .keyUnfit, .keysUnavailable: "key"
        case .signatureInvalid: "signature"
        case .inactive, .introspectionUnavailable, .revoked, .statusUnavailable: "status"
        default: "claims"
        }
    }

    var lines: [String] {
        let all = checks.map { check in
            let mark = check.ok.map { $0 ? "✓" : "✗" } ?? "·"
            return "\(mark) \(TokenLines.line(check.name, "  " + check.says))".trimmedOfSpace
        }
        return all + [rejection.map { "Rejected: \($0.code)" } ?? "Valid"]
    }

    /// The report as one object. Claims stand in it only beside `valid`.
    var json: [UInt8] {
        JSONWriter.object { json in
            json.member("valid", rejection == nil)
            if let rejection { json.member("code", rejection.code) }
            json.array("checks", checks) { json, check in
                json.member("check", check.name)
                if let ok = check.ok { json.member("ok", ok) } else { json.null("ok") }
                if !check.expected.isEmpty { json.member("expected", check.expected) }
                if !check.received.isEmpty { json.member("received", check.received) }
                if check.ok == false { json.member("why", check.says) }
            }
            if let token {
                json.member("header", token.header)
                if let claims = token.claims { json.member("claims", claims) }
            }
        }
    }
}

extension TokenRejection {
    /// The violations of a token whose signature holds.
    fileprivate var violations: [ClaimViolation]? {
        if case .refused(let violations) = self { violations } else { nil }
    }
}
