// The typed views of the registered claims: what RFC 7519 allows, or nil.

import JOSE
import Testing

@Suite("Claims")
struct ClaimsTests {
    private func claims(_ payload: String) throws(TokenRejection) -> Claims {
        let text = Base64URL.encode(#"{"alg":"ES256"}"#.utf8) + "." + Base64URL.encode(payload.utf8) + "."
        return try UnverifiedToken(parsing: text).unverifiedClaims()
    }

    @Test("says what it says")
    func views() throws {
        let claims = try claims(#"{"iss":"i","sub":"s","jti":"j","aud":"a","exp":1.5,"x":{"y":[1]}}"#)
        #expect(claims.issuer == "i")
        #expect(claims.subject == "s")
        #expect(claims.identifier == "j")
        #expect(claims.audience == ["a"])
        #expect(claims.date(.expiration) == 1.5)
        #expect(claims.date(.issuedAt) == nil)
        #expect(claims["x"]?["y"]?.text == "[1]")
        #expect(claims["nothing"] == nil)
        #expect(try self.claims(#"{"iss":["i"],"sub":1,"jti":null}"#).issuer == nil)
    }

    @Test(
        "an audience is a string or an array of strings, none of them empty",
        arguments: [
            (#""a""#, ["a"]), (#"["a","b"]"#, ["a", "b"]), (#"["a"]"#, ["a"]), (#""""#, nil), ("[]", nil),
            (#"[""]"#, nil), (#"["a",""]"#, nil), (#"["a",1]"#, nil), (#"[["a"]]"#, nil), (#"{"a":"a"}"#, nil),
            ("1", nil), ("null", nil), ("true", nil),
        ] as [(String, [String]?)]
    )
    func audience(json: String, expected: [String]?) throws {
        #expect(try claims(#"{"aud":\#(json)}"#).audience == expected)
    }

    @Test(
        "a date is a number of seconds since 1970, within what a Double holds exactly",
        arguments: [
            ("0", 0), ("1.25", 1.25), ("1e3", 1000), ("9007199254740992", 9_007_199_254_740_992), ("-1", nil),
            ("-0.0", nil), ("9007199254740993", nil), ("1e400", nil), ("18446744073709551616", nil),
            ("-9223372036854775808", nil), (#""1""#, nil), ("null", nil), ("true", nil), ("[1]", nil), ("{}", nil),
        ] as [(String, Double?)]
    )
    func dates(json: String, expected: Double?) throws {
        #expect(try claims(#"{"exp":\#(json)}"#).date(.expiration) == expected)
    }

    @Test(
        "a payload that is no strict object is malformed",
        arguments: [
            ("", .unexpectedEnd), ("[]", .wrongKind(expected: "an object")), ("{} ", nil),
            (#"{"exp":1,"exp":2}"#, .duplicateName(offset: 10)), ("{}{}", .trailingBytes(offset: 2)),
            (String(repeating: "[", count: 20), .tooDeep(limit: 16)),
        ] as [(String, JSONFault?)]
    )
    func payloads(payload: String, fault: JSONFault?) throws {
        guard let fault else {
            _ = try claims(payload)
            return
        }
        #expect(throws: TokenRejection.malformed(.json(part: "payload", fault))) { try claims(payload) }
    }
}
