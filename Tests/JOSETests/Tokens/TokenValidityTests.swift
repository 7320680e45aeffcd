// When a token is good: what the range says is what the rules say, second by second.

import Testing

@testable import JOSE

@Suite struct TokenValidityTests {
    /// exp, nbf, iat, and the maximal age.
    static let rows: [(exp: String, nbf: String?, iat: String?, age: Int?)] = [
        ("1000", nil, nil, nil), ("1000.5", nil, nil, nil), ("1000", "900", nil, nil), ("1000", "900.5", nil, nil),
        ("1000", nil, "900", nil), ("1000", nil, "900", 50), ("1000", nil, "900.5", 50), ("1000", "920", "900", 30),
        ("1000", "910", "930", nil), ("1000", nil, "930", 500), ("900", "1000", nil, nil),
    ]

    @Test(arguments: rows.indices, [0, 30])
    func isWhatTheRulesSay(_ row: Int, _ leeway: Int) throws {
        let (exp, nbf, iat, age) = Self.rows[row]
        let times = [("exp", exp), ("nbf", nbf), ("iat", iat)].compactMap { name, value in
            value.map { #","\#(name)":\#($0)"# }
        }
        let payload = #"{"iss":"i","aud":"a"\#(times.joined())}"#
        let claims = try Claims(payload: Array(payload.utf8))
        let header = try JOSEHeader(decoded: Array(#"{"alg":"ES256","typ":"at+jwt"}"#.utf8))
        let policy = TokenPolicy(
            issuer: "i", audience: "a", type: .accessToken, algorithms: [.es256], leeway: leeway, maximumAge: age)
        let range = policy.validity(of: VerifiedToken(header: header, claims: claims))
        for now in 800...1_100 {
            let violations = policy.violations(in: claims, of: header, at: now)
            #expect(range.contains(now) == violations.isEmpty, "\(now)")
        }
    }
}
