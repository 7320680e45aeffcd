// Claims about how a subject signed in and what it belongs to: what they may look like, and nothing by halves.

import JOSE
import OAuth
import Testing

@Suite("Claims about the subject")
struct SubjectClaimsTests {
    static let key = try! SigningKey.generate(.ed25519)

    /// A verified token with one more claim, given as JSON.
    private func token(_ name: String, _ json: String?) throws -> VerifiedToken {
        let more = try json.map { try JSONDocument(parsing: Array($0.utf8)).root }
        let text = try Self.key.signToken(type: .accessToken) { claims in
            claims.member("iss", "i")
            claims.member("aud", "a")
            claims.member("exp", 2_000)
            if let more { claims.member(name, more) }
        }
        let policy = TokenPolicy(issuer: "i", audience: "a", type: .accessToken, algorithms: [.ed25519])
        return try UnverifiedToken(parsing: text).verified(with: Self.key.verificationKey, policy: policy, at: 1_000)
    }

    static let names: [(json: String?, names: [String])] = [
        (#"["a","b"]"#, ["a", "b"]), (#"[{"value":"a","display":"A"},"b"]"#, ["a", "b"]), ("[]", []), (nil, []),
        (#""a""#, []), (#"["a",1]"#, []), (#"["a",null]"#, []), (#"["a",""]"#, []), (#"["a",{"display":"b"}]"#, []),
        (#"[{"value":1}]"#, []), (#"[["a"]]"#, []), (#"{"value":"a"}"#, []), ("null", []),
    ]

    @Test("roles, groups and entitlements are names, written plainly or as in SCIM", arguments: names)
    func lists(json: String?, names: [String]) throws {
        #expect(try token("roles", json).roles == names)
        #expect(try token("groups", json).groups == names)
        #expect(try token("entitlements", json).entitlements == names)
        #expect(try token("other", json).roles == [])
    }

    @Test("the methods of an authentication are strings")
    func methods() throws {
        #expect(try token("amr", #"["pwd","otp"]"#).amr == ["pwd", "otp"])
        for json in [#""pwd""#, #"["pwd",1]"#, #"[{"value":"pwd"}]"#, nil] {
            #expect(try token("amr", json).amr == [])
        }
    }

    @Test("its time and its class")
    func timeAndClass() throws {
        #expect(try token("auth_time", "1.9").authTime == 1)
        for json in [#""1""#, "-1", "1e400", nil] { #expect(try token("auth_time", json).authTime == nil) }
        #expect(try token("acr", #""urn:x""#).acr == "urn:x")
        for json in ["1", "null", nil] { #expect(try token("acr", json).acr == nil) }
        #expect(try token("nbf", "1.9").notBefore == 1)
        #expect(try token("x", "1").notBefore == nil)
    }
}
