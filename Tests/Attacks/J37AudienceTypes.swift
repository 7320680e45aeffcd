// J37: an audience that is no audience (CVE-2020-26160).

import JOSE
import Support
import Testing

@Suite struct J37AudienceTypes {
    @Test(arguments: [
        "[]", #"[""]"#, #""""#, #"{"x":1}"#, #"[["https://api.example"]]"#, "7", "null", "true",
    ])
    func isInvalid(_ value: String) throws {
        let target = try Target()
        let token = try target.token(payload: target.payload([("aud", value)]))
        #expect(target.refusal(of: token)?.code == "claim_invalid")
    }

    @Test(arguments: [#"["https://api.example",7]"#, #"["https://api.example",""]"#])
    func isInvalidEvenWhereOneFits(_ value: String) throws {
        let target = try Target()
        let token = try target.token(payload: target.payload([("aud", value)]))
        #expect(target.refusal(of: token)?.code == "claim_invalid")
    }

    @Test(arguments: [
        #""https://api.example/""#, #""HTTPS://api.example""#, #"["https://other.example"]"#,
        #""https://api.example.evil""#,
    ])
    func isAnother(_ value: String) throws {
        let target = try Target()
        let token = try target.token(payload: target.payload([("aud", value)]))
        #expect(target.refusal(of: token)?.code == "audience_mismatch")
    }

    @Test func oneOfSeveralFits() throws {
        let target = try Target()
        let several = #"["https://other.example","https://api.example"]"#
        #expect(target.refusal(of: try target.token(payload: target.payload([("aud", several)]))) == nil)
    }
}
