// Signed introspection answers: who signed, for whom, when, and then every rule of the policy but the type.

import Testing

@testable import JOSE

@Suite("IntrospectionAnswer")
struct IntrospectionAnswerTests {
    static let now = 1_800_000_000
    static let key = SigningKey.made()
    static let policy = TokenPolicy(
        issuer: "https://auth.example", audience: "https://api.example", type: TokenType("at+jwt"),
        algorithms: [.ed25519], requiredClaims: [.subject, "client_id"])

    /// What one answer says, good in every respect but for what is changed.
    struct Answer: Sendable {
        var type: TokenType = .introspection
        var issuer = "https://auth.example"
        var client = "cli_1"
        var issuedAt: Int? = IntrospectionAnswerTests.now
        var told = good

        static let good =
            #"{"active":true,"iss":"https://auth.example","sub":"usr_1","aud":"https://api.example","client_id":"c","exp":1800000900}"#
    }

    private func token(_ answer: Answer, key: SigningKey = key) throws -> UnverifiedToken {
        let told = try JSONDocument.object(parsing: Array(answer.told.utf8))
        return try UnverifiedToken(
            parsing: key.signToken(type: answer.type) { claims in
                claims.member("iss", answer.issuer)
                claims.member("aud", answer.client)
                if let issuedAt = answer.issuedAt { claims.member("iat", issuedAt) }
                claims.member("token_introspection", told)
            })
    }

    private func read(_ answer: Answer, key: SigningKey = key, policy: TokenPolicy = policy) throws -> VerifiedToken? {
        try IntrospectionAnswer(
            token(answer, key: key), with: Self.key.verificationKey, policy: policy, client: "cli_1", at: Self.now
        ).token(keeping: policy, at: Self.now)
    }

    private func refusal(_ answer: Answer) -> TokenRejection? {
        do {
            _ = try read(answer)
            return nil
        } catch {
            return error as? TokenRejection
        }
    }

    @Test("a good answer gives the token's claims, under the answer's header")
    func good() throws {
        let verified = try #require(try read(Answer()))
        #expect(verified.subject == "usr_1" && verified.expiresAt == 1_800_000_900)
        #expect(verified.header.type == .introspection)
    }

    @Test("not active is no token, and no fault")
    func inactive() throws {
        #expect(try read(Answer(told: #"{"active":false}"#)) == nil)
        // Claims beside it change nothing.
        #expect(try read(Answer(told: Answer.good.replacing("true", with: "false"))) == nil)
    }

    static let rows: [(String, Answer, [ClaimViolation.Rule])] = [
        ("an access token for an answer", Answer(type: TokenType("at+jwt")), [.type]),
        ("a status list for an answer", Answer(type: .statusList), [.type]),
        ("another issuer", Answer(issuer: "https://evil.example"), [.issuer]),
        ("an answer to another client", Answer(client: "cli_2"), [.audience]),
        ("no time", Answer(issuedAt: nil), [.missing]),
        ("an old answer, replayed", Answer(issuedAt: now - 91), [.tooOld]),
        ("an answer from the future", Answer(issuedAt: now + 31), [.notYetValid]),
        ("nothing told", Answer(told: "{}"), [.invalid]),
        ("active as a word", Answer(told: #"{"active":"true"}"#), [.invalid]),
        ("another audience", Answer(told: Answer.good.replacing("api.example", with: "other.example")), [.audience]),
        ("audience in other case", Answer(told: Answer.good.replacing("api.example", with: "API.example")), [.audience]),
        ("expired", Answer(told: Answer.good.replacing("1800000900", with: "1799999970")), [.expired]),
        ("no expiry", Answer(told: Answer.good.replacing("exp", with: "not")), [.missing]),
        ("not yet", Answer(told: Answer.good.replacing("\"sub\"", with: "\"nbf\":1800000031,\"sub\"")), [.notYetValid]),
        ("no subject", Answer(told: Answer.good.replacing("\"usr_1\"", with: "\"\"")), [.invalid]),
        ("issuer of the token", Answer(told: Answer.good.replacing("auth.example", with: "auth2.example")), [.issuer]),
        (
            "all at once", Answer(told: #"{"active":true}"#), [.missing, .missing, .missing, .missing, .missing]
        ),
    ]

    @Test("what is wrong with an answer", arguments: rows)
    func wrong(name: String, answer: Answer, rules: [ClaimViolation.Rule]) {
        guard case .refused(let violations) = refusal(answer) else {
            Issue.record("\(name): \(String(describing: refusal(answer)))")
            return
        }
        #expect(violations.map(\.rule) == rules, "\(name)")
    }

    @Test("another key, and an algorithm that is not allowed")
    func keys() throws {
        let other = SigningKey.made()
        #expect(throws: TokenRejection.signatureInvalid) {
            try read(Answer(), key: other)
        }
        let strict = TokenPolicy(
            issuer: "https://auth.example", audience: "https://api.example", type: TokenType("at+jwt"),
            algorithms: [.es256])
        #expect(throws: TokenRejection.algorithmNotAllowed("Ed25519")) {
            try read(Answer(), policy: strict)
        }
    }

    @Test("a signed answer is no access token")
    func notAToken() throws {
        #expect(throws: TokenRejection.self) {
            try token(Answer()).verified(with: Self.key.verificationKey, policy: Self.policy, at: Self.now)
        }
    }
}

extension SigningKey {
    fileprivate static func made() -> SigningKey {
        do {
            return try SigningKey.generate(.ed25519)
        } catch {
            preconditionFailure("no key")
        }
    }
}
