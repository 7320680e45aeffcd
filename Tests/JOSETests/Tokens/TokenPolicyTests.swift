// The policy, rule by rule and second by second, and all faults at once.

import Testing

@testable import JOSE

@Suite struct TokenPolicyTests {
    static let now = 1_000_000
    static let policy = TokenPolicy(
        issuer: "i",
        audience: "a",
        type: .accessToken,
        algorithms: [.es256],
        maximumAge: 600,
        requiredClaims: [.subject, "tenant"]
    )

    static func violations(_ text: String, type: TokenType? = .accessToken) throws -> [ClaimViolation] {
        policy.violations(in: try Claims(payload: Array(text.utf8)), of: try header(type), at: now)
    }

    static func header(_ type: TokenType?) throws -> JOSEHeader {
        let member = type.map { #","typ":"\#($0.name)""# } ?? ""
        return try JOSEHeader(decoded: Array(#"{"alg":"ES256"\#(member)}"#.utf8))
    }

    @Test func everyRuleIsKept() throws {
        let text =
            #"{"iss":"i","aud":["x","a"],"exp":1000001,"nbf":1000000,"iat":999999,"sub":"s","tenant":{}}"#
        #expect(try Self.violations(text).isEmpty)
    }

    @Test func everyFaultIsToldInOrder() throws {
        let text = #"{"iss":"j","aud":"b","exp":1,"nbf":2000000,"iat":2000000,"sub":"","x":1}"#
        #expect(
            try Self.violations(text, type: TokenType("JWT")) == [
                ClaimViolation(.issuer, .issuer, expected: "i", found: #""j""#),
                ClaimViolation(.audience, .audience, expected: "a", found: #""b""#),
                ClaimViolation("typ", .type, expected: "at+jwt", found: "jwt"),
                ClaimViolation(.expiration, .expired, expected: "after 1000000", found: "1"),
                ClaimViolation(.notBefore, .notYetValid, expected: "at most 1000000", found: "2000000"),
                ClaimViolation(.issuedAt, .notYetValid, expected: "at most 1000000", found: "2000000"),
                ClaimViolation(.subject, .invalid, expected: "a non-empty value", found: #""""#),
                ClaimViolation("tenant", .missing, expected: "present", found: nil),
            ]
        )
    }

    @Test func anEmptyObjectLacksEverythingOnce() throws {
        let found = try Self.violations("{}", type: nil)
        #expect(found.map(\.claim) == ["iss", "aud", "typ", "exp", "iat", "sub", "tenant"])
        #expect(found.filter { $0.claim != "typ" }.allSatisfy { $0.rule == .missing })
    }

    static let edges: [(String, Int, ClaimViolation.Rule?)] = [
        ("exp", now - 29, nil), ("exp", now - 30, .expired), ("nbf", now + 30, nil),
        ("nbf", now + 31, .notYetValid),
        ("iat", now + 30, nil), ("iat", now + 31, .notYetValid), ("iat", now - 630, nil),
        ("iat", now - 631, .tooOld),
    ]

    @Test(arguments: edges)
    func theSecondCounts(_ claim: String, _ value: Int, _ rule: ClaimViolation.Rule?) throws {
        var times = ["exp": Self.now + 60, "iat": Self.now - 10]
        times[claim] = value
        let members = times.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
        let found = try Self.violations(#"{"iss":"i","aud":"a","sub":"s","tenant":1,\#(members)}"#)
        #expect(found.map(\.rule) == (rule.map { [$0] } ?? []))
    }

    @Test(arguments: ["sub", "jti", "client_id", "scope"])
    func claimsThatAreStringsMustBeStrings(_ name: String) throws {
        let policy = TokenPolicy(
            issuer: "i", audience: "a", type: .accessToken, algorithms: [.es256],
            requiredClaims: [ClaimName(name)])
        for value in ["7", "null", "[]", #""""#] {
            let text = #"{"iss":"i","aud":"a","exp":2000000,"\#(name)":\#(value)}"#
            let claims = try Claims(payload: Array(text.utf8))
            let found = policy.violations(in: claims, of: try Self.header(.accessToken), at: Self.now)
            #expect(found.map(\.rule) == [.invalid], "\(value)")
        }
    }

    @Test("a claim that two rules ask for is told once", arguments: [nil, "null", "1000031", "-1"] as [String?])
    func once(_ issuedAt: String?) throws {
        let policy = TokenPolicy(
            issuer: "i", audience: "a", type: .accessToken, algorithms: [.es256], maximumAge: 600,
            requiredClaims: [.issuedAt, .issuer, .audience, .expiration])
        let member = issuedAt.map { #","iat":\#($0)"# } ?? ""
        let claims = try Claims(payload: Array(#"{"iss":"i","aud":"a","exp":2000000\#(member)}"#.utf8))
        let found = policy.violations(in: claims, of: try Self.header(.accessToken), at: Self.now)
        #expect(found.map(\.claim) == [.issuedAt])
    }

    @Test(
        "a claim of one's own must be there and say something",
        arguments: [
            ("null", .invalid), (#""""#, .invalid), ("0", nil), ("false", nil), ("{}", nil), (#""x""#, nil),
        ] as [(String, ClaimViolation.Rule?)])
    func ownClaims(_ value: String, _ rule: ClaimViolation.Rule?) throws {
        let text = #"{"iss":"i","aud":"a","exp":2000000,"iat":1000000,"sub":"s","tenant":\#(value)}"#
        #expect(try Self.violations(text).map(\.rule) == (rule.map { [$0] } ?? []))
    }

    @Test func whatWasFoundIsCut() {
        let violation = ClaimViolation(
            .issuer, .issuer, expected: "i", found: String(repeating: "x", count: 5_000))
        #expect(violation.found?.utf8.count == 128)
    }
}
