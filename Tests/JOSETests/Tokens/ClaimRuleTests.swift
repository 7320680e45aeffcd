// Each claim of an RFC 9068 token, changed alone: it breaks its one rule, and is named once.

import JOSE
import Testing

@Suite("Claim rules")
struct ClaimRuleTests {
    static let now = 1_800_000_000

    /// The claims of an honest token as JSON texts, in order.
    static let honest = [
        ("iss", #""https://i""#), ("sub", #""s""#), ("aud", #""https://a""#), ("exp", "\(now + 600)"),
        ("iat", "\(now)"), ("jti", #""j""#), ("client_id", #""c""#),
    ]

    static func policy(leeway: Int = 30, maximumAge: Int? = nil) -> TokenPolicy {
        TokenPolicy(
            issuer: "https://i",
            audience: "https://a",
            type: .accessToken,
            algorithms: [.ed25519],
            leeway: leeway,
            maximumAge: maximumAge,
            requiredClaims: [
                .issuer, .subject, .audience, .expiration, .issuedAt, .identifier, "client_id",
            ]
        )
    }

    @Test("issuer and audience are bytes: what is canonically equivalent is another")
    func bytes() throws {
        let policy = TokenPolicy(
            issuer: "https://\u{212B}", audience: "https://\u{E9}", type: .accessToken, algorithms: [.ed25519])
        func codes(_ issuer: String, _ audience: String) throws -> [String] {
            let payload = #"{"iss":"\#(issuer)","aud":\#(audience),"exp":\#(Self.now + 60)}"#
            let key = TestKeys.ed25519
            let token = try rawToken(header: #"{"alg":"Ed25519","typ":"at+jwt"}"#, payload: payload, by: key)
            do throws(TokenRejection) {
                _ = try UnverifiedToken(parsing: token).verified(
                    with: key.verificationKey, policy: policy, at: Self.now)
                return []
            } catch {
                guard case .refused(let violations) = error else { throw error }
                return violations.map(\.code)
            }
        }
        #expect(try codes("https://\u{212B}", "\"https://\u{E9}\"") == [])
        #expect(try codes("https://\u{212B}", "[\"https://\u{E9}\"]") == [])
        #expect(try codes("https://\u{C5}", "\"https://\u{E9}\"") == ["issuer_mismatch"])
        #expect(try codes("https://\u{212B}", "\"https://e\u{301}\"") == ["audience_mismatch"])
        #expect(try codes("https://\u{212B}", "[\"https://e\u{301}\"]") == ["audience_mismatch"])
    }

    /// What a policy finds in an honest token of which one claim was changed, added or left out.
    private func violations(
        _ claim: String = "",
        _ value: String? = nil,
        policy: TokenPolicy = policy(),
        at now: Int = now
    ) throws -> [ClaimViolation] {
        var claims = Self.honest.filter { $0.0 != claim }
        if let value { claims.append((claim, value)) }
        let payload = "{" + claims.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
        let key = TestKeys.ed25519
        let token = try rawToken(header: #"{"alg":"Ed25519","typ":"at+jwt"}"#, payload: payload, by: key)
        do {
            _ = try UnverifiedToken(parsing: token).verified(with: key.verificationKey, policy: policy, at: now)
            return []
        } catch {
            guard case .refused(let violations) = error else { throw error }
            return violations
        }
    }

    @Test(
        "breaks its rule",
        arguments: [
            ("iss", #""https://j""#, .issuer, "https://i"), ("iss", #""https://i/""#, .issuer, "https://i"),
            ("iss", #""HTTPS://I""#, .issuer, "https://i"), ("iss", #"["https://i"]"#, .issuer, "https://i"),
            ("iss", #""""#, .issuer, "https://i"), ("iss", "null", .issuer, "https://i"),
            ("iss", nil, .missing, "present"), ("aud", #""https://b""#, .audience, "https://a"),
            ("aud", #"["https://b","https://a/"]"#, .audience, "https://a"),
            ("aud", "[]", .invalid, "a string or an array of strings"),
            ("aud", #"["https://a",1]"#, .invalid, "a string or an array of strings"),
            ("aud", #"{"https://a":1}"#, .invalid, "a string or an array of strings"),
            ("aud", "null", .invalid, "a string or an array of strings"), ("aud", nil, .missing, "present"),
            ("exp", nil, .missing, "seconds since 1970"), ("exp", #""1""#, .invalid, "seconds since 1970"),
            ("exp", "null", .invalid, "seconds since 1970"), ("exp", "-1", .invalid, "seconds since 1970"),
            ("exp", "1e400", .invalid, "seconds since 1970"), ("exp", "0", .expired, "after 1800000000"),
            ("exp", "-9223372036854775808", .invalid, "seconds since 1970"),
            ("iat", nil, .missing, "present"), ("iat", "true", .invalid, "seconds since 1970"),
            ("iat", "1800000031", .notYetValid, "at most 1800000000"),
            ("nbf", "1800000031", .notYetValid, "at most 1800000000"),
            ("nbf", "[]", .invalid, "seconds since 1970"), ("sub", nil, .missing, "present"),
            ("sub", #""""#, .invalid, "a non-empty value"), ("sub", "1", .invalid, "a non-empty value"),
            ("sub", "null", .invalid, "a non-empty value"), ("jti", "[]", .invalid, "a non-empty value"),
            ("jti", nil, .missing, "present"), ("client_id", "{}", .invalid, "a non-empty value"),
            ("client_id", nil, .missing, "present"),
        ] as [(String, String?, ClaimViolation.Rule, String)]
    )
    func breaks(claim: String, value: String?, rule: ClaimViolation.Rule, expected: String) throws {
        let violation = ClaimViolation(ClaimName(claim), rule, expected: expected, found: value)
        #expect(try violations(claim, value) == [violation])
    }

    @Test(
        "keeps its rule",
        arguments: [
            ("aud", #"["https://b","https://a"]"#), ("aud", #"["https://a"]"#), ("exp", "1800000000.5"),
            ("iat", "0"), ("nbf", "0"), ("nbf", "1.8e9"), ("x", "null"), ("iss", #""https:\/\/i""#),
        ]
    )
    func keeps(claim: String, value: String) throws {
        #expect(try violations(claim, value).isEmpty)
    }

    @Test("a leeway and an age without bounds are no trap")
    func extremes() throws {
        #expect(try violations(policy: Self.policy(leeway: .max, maximumAge: .max), at: .max / 2).isEmpty)
        #expect(try violations(policy: Self.policy(leeway: .min), at: Self.now + 600).map(\.rule) == [.expired])
        let strict = Self.policy(leeway: 0, maximumAge: -1)
        #expect(try violations(policy: strict, at: Self.now).isEmpty)
        #expect(try violations(policy: strict, at: Self.now + 1).map(\.rule) == [.tooOld])
    }
}
