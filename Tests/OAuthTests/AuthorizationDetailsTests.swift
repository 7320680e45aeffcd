// Authorization details as an API reads them from a verified token (RFC 9396 §9.1).

import JOSE
import OAuth
import Testing

@Suite("Authorization details of a token")
struct AuthorizationDetailsTests {
    private static func token(_ details: String?) throws -> VerifiedToken {
        let key = try SigningKey.generate(.es256)
        let text = try key.signToken(type: .accessToken) { claims in
            claims.member("iss", "https://auth.example")
            claims.member("aud", "https://api.example")
            claims.member("exp", 2_000_000_000)
        }
        guard let details else { return try verified(text, key) }
        let value = try JSONDocument(parsing: Array(details.utf8)).root
        return try verified(
            key.signToken(type: .accessToken) { claims in
                claims.member("iss", "https://auth.example")
                claims.member("aud", "https://api.example")
                claims.member("exp", 2_000_000_000)
                claims.member("authorization_details", value)
            }, key)
    }

    private static func verified(_ text: String, _ key: SigningKey) throws -> VerifiedToken {
        let policy = TokenPolicy(
            issuer: "https://auth.example", audience: "https://api.example", type: .accessToken, algorithms: [.es256])
        return try UnverifiedToken(parsing: text).verified(with: key.verificationKey, policy: policy, at: 1_900_000_000)
    }

    @Test("each has its type and its members, those of RFC 9396 §2.2 by name")
    func members() throws {
        let token = try Self.token(
            """
            [{"type":"a","locations":["l"],"actions":["r","w"],"datatypes":["d"],"privileges":["p"],"identifier":"i","x":{"y":1}},
            {"type":"b"}]
            """)
        #expect(token.authorizationDetails.map(\.type) == ["a", "b"])
        let first = try #require(token.authorizationDetails(ofType: "a").first)
        #expect(first.locations == ["l"] && first.actions == ["r", "w"] && first.datatypes == ["d"])
        #expect(first.privileges == ["p"] && first.identifier == "i" && first["x"]?["y"]?.integer == 1)
        let second = try #require(token.authorizationDetails(ofType: "b").first)
        #expect(second.actions.isEmpty && second.identifier == nil && second["x"] == nil)
        // Types are compared by bytes.
        #expect(token.authorizationDetails(ofType: "A").isEmpty)
    }

    @Test(
        "what is not as the standard writes it allows nothing",
        arguments: [nil, "[]", "{}", "null", "\"a\"", "[1]", #"[{"type":1}]"#, #"[{"type":"a"},{}]"#, #"[{"type":"a"},null]"#])
    func malformed(details: String?) throws {
        #expect(try Self.token(details).authorizationDetails.isEmpty)
    }
}
