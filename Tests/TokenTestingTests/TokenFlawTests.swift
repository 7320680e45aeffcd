// Each flaw is what it says: the verifier of production refuses it for its reason, and for that reason alone.

import Testing
import TokenTesting

@Suite("Token flaws")
struct TokenFlawTests {
    /// What is wrong with claims is told with all that is wrong; one thing has to be.
    static let claims: [TokenFlaw: ClaimName] = [
        .expired: "exp", .notYetValid: "nbf", .issuedInTheFuture: "iat", .wrongAudience: "aud",
        .withoutAudience: "aud", .wrongIssuer: "iss", .withoutIssuer: "iss", .withoutExpiry: "exp",
        .withoutSubject: "sub", .withoutClient: "client_id", .withoutIssueTime: "iat",
        .withoutIdentifier: "jti", .idToken: "typ", .withoutType: "typ", .malformedStatus: "status",
        .statusOutOfRange: "status", .statusListOfAnotherIssuer: "status",
    ]

    @Test("one thing is wrong, and it is the one that is meant", arguments: TokenFlaw.allCases)
    func rejection(flaw: TokenFlaw) async throws {
        let authority = try TestAuthority()
        let verifier = try authority.verifier()
        let token = try authority.token(flaw, scopes: ["notes:read"])
        let rejection = await #expect(throws: TokenRejection.self) {
            try await verifier.verify(token).requireScopes(["notes:read"])
        }
        #expect(rejection?.code == flaw.expectedCode)
        #expect(Self.wrongClaims(rejection) == Self.claims[flaw].map { [$0] } ?? [])
    }

    /// The claims that a rejection speaks of.
    private static func wrongClaims(_ rejection: TokenRejection?) -> [ClaimName] {
        switch rejection {
        case .refused(let violations): violations.map(\.claim)
        default: []
        }
    }

    @Test(
        "every algorithm that can be published has every flaw",
        arguments: [.rs256, .es384, .ed25519, .mlDSA65] as [SignatureAlgorithm])
    func algorithms(algorithm: SignatureAlgorithm) async throws {
        let authority = try TestAuthority(algorithm: algorithm)
        let verifier = try authority.verifier()
        #expect(try await verifier.verify(try authority.token()).subject == "usr_test")
        for flaw in [TokenFlaw.badSignature, .changedClaims, .hmacWithPublicKey, .unknownKey] {
            let token = try authority.token(flaw)
            let rejection = await #expect(throws: TokenRejection.self) { try await verifier.verify(token) }
            #expect(rejection?.code == flaw.expectedCode, "\(flaw)")
        }
    }

    @Test("the answers are those of RFC 6750 §3.1: 401, 403, and 503 where nobody can know")
    func expected() {
        let statuses = Dictionary(grouping: TokenFlaw.allCases, by: \.expected.status)
        #expect(statuses[403] == [.missingScope])
        #expect(statuses[503] == [.unknownStatusList])
        #expect(statuses[401]?.count == TokenFlaw.allCases.count - 2)
        #expect(TokenFlaw.expired.expected == .expired)
        #expect("\(TokenError.expired), \(TokenError.missing)" == "401 expired (invalid_token), 401 token_missing")
        #expect(Set(TokenFlaw.allCases.map { "\($0)" }).count == TokenFlaw.allCases.count)
    }
}
