// When and how the subject signed in, where a request asks for it: each refusal with all that is asked for.

import JOSE
import OAuth
import Testing

@Suite("Authentication age")
struct AuthenticationAgeTests {
    static let now = 1_800_000_000

    private func token(_ claims: String) throws -> VerifiedToken {
        let key = try SigningKey.generate(.ed25519)
        let policy = TokenPolicy(issuer: "i", audience: "a", type: .accessToken, algorithms: [.ed25519])
        let payload = "{\"iss\":\"i\",\"aud\":\"a\",\"exp\":\(Self.now + 900)\(claims)}"
        let text = try CompactJWS.sign(Array(payload.utf8), type: .accessToken, with: key)
        return try UnverifiedToken(parsing: text).verified(with: key.verificationKey, policy: policy, at: Self.now)
    }

    @Test(
        "the age of the sign-in, with thirty seconds for the clocks",
        arguments: [
            (",\"auth_time\":\(now)", true), (",\"auth_time\":\(now - 330)", true), (",\"auth_time\":\(now - 331)", false),
            (",\"auth_time\":\(now + 30)", true), (",\"auth_time\":\(now + 31)", false), ("", false),
            (",\"auth_time\":\"\(now)\"", false), (",\"auth_time\":-1", false), (",\"auth_time\":null", false),
            (",\"auth_time\":9007199254740991", false),
        ]
    )
    func age(claims: String, isRecent: Bool) throws {
        let token = try token(claims)
        try token.requireAuthentication(at: Self.now)
        func check() throws { try token.requireAuthentication(maxAge: 300, acr: [], at: Self.now) }
        if isRecent {
            try check()
        } else {
            #expect(throws: TokenRejection.authenticationTooOld(maximumAge: 300, acr: [])) { try check() }
        }
    }

    @Test("no number crashes", arguments: [Int.min, -1, 0, Int.max], [Int.min, 0, Int.max])
    func numbers(maximumAge: Int, leeway: Int) throws {
        let token = try token(",\"auth_time\":\(Self.now - 5)")
        for now in [Int.min, 0, Int.max] {
            do {
                try token.requireAuthentication(maxAge: maximumAge, leeway: leeway, at: now)
            } catch {
                #expect(error == .authenticationTooOld(maximumAge: maximumAge, acr: []))
            }
        }
    }

    @Test(
        "the class of the authentication: one of those that are asked for, byte for byte",
        arguments: [
            (#","acr":"mfa""#, true), (#","acr":"phr""#, true), (#","acr":"MFA""#, false), (#","acr":"mfa ""#, false),
            (#","acr":["mfa"]"#, false), (#","acr":"""#, false), ("", false),
        ]
    )
    func classes(claims: String, isTaken: Bool) throws {
        let token = try token(claims + ",\"auth_time\":\(Self.now)")
        func check() throws { try token.requireAuthentication(maxAge: 9, acr: ["mfa", "phr"], at: Self.now) }
        if isTaken {
            try check()
        } else {
            #expect(throws: TokenRejection.authenticationTooWeak(maximumAge: 9, acr: ["mfa", "phr"])) { try check() }
        }
    }
}
