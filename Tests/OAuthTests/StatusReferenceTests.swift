// The status claim of a token: absent, well formed, or malformed, which is not the same as absent.

import JOSE
import OAuth
import Testing

@Suite("Status references")
struct StatusReferenceTests {
    @Test(
        "the handle",
        arguments: [
            (#""status":{"status_list":{"idx":0,"uri":"https://a/1"}},"#, 0),
            (#""status":{"status_list":{"idx":7,"uri":"https://a/1","x":1},"y":2},"#, 7), ("", nil),
        ] as [(String, Int?)]
    )
    func reading(status: String, index: Int?) throws {
        let reference = try StatusReference(in: Self.claims(status))
        #expect(reference?.index == index)
    }

    @Test(
        "malformed",
        arguments: [
            "null", "1", "{}", #"{"status_list":null}"#, #"{"status_list":{}}"#,
            #"{"status_list":{"idx":1}}"#,
            #"{"status_list":{"uri":"https://a/1"}}"#, #"{"status_list":{"idx":-1,"uri":"https://a/1"}}"#,
            #"{"status_list":{"idx":1.0,"uri":"https://a/1"}}"#,
            #"{"status_list":{"idx":1e3,"uri":"https://a/1"}}"#,
            #"{"status_list":{"idx":"7","uri":"https://a/1"}}"#, #"{"status_list":{"idx":7,"uri":1}}"#,
            #"{"status_list":{"idx":9223372036854775808,"uri":"https://a/1"}}"#,
        ]
    )
    func malformed(status: String) throws {
        let claims = try Self.claims(#""status":\#(status),"#)
        let rejection = #expect(throws: TokenRejection.self) { try StatusReference(in: claims) }
        #expect(rejection?.code == "claim_invalid")
    }

    static func claims(_ status: String) throws -> Claims {
        let key = try SigningKey.generate(.ed25519)
        let text = try CompactJWS.sign(Array(#"{\#(status)"sub":"x"}"#.utf8), type: .accessToken, with: key)
        return try UnverifiedToken(parsing: text).unverifiedClaims()
    }
}
