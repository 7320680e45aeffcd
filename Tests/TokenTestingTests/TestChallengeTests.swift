// Challenges are taken apart as RFC 9110 §11.6.1 writes them, several to a header.

import Testing

@testable import TokenTesting

@Suite("Test challenges")
struct TestChallengeTests {
    static let headers: [(String, [(String, [String: String])])] = [
        ("", []), ("Bearer", [("Bearer", [:])]),
        (#"Bearer realm="a""#, [("Bearer", ["realm": "a"])]),
        (
            #"Bearer realm="a, b", error="invalid_token", error_description="it's \"x\" \\ y""#,
            [("Bearer", ["realm": "a, b", "error": "invalid_token", "error_description": #"it's "x" \ y"#])]
        ),
        (
            #"DPoP algs="ES256 EdDSA", error=use_dpop_nonce, Bearer realm=x"#,
            [("DPoP", ["algs": "ES256 EdDSA", "error": "use_dpop_nonce"]), ("Bearer", ["realm": "x"])]
        ),
        ("Basic, Bearer", [("Basic", [:]), ("Bearer", [:])]),
        (#"Bearer realm="never closed"#, [("Bearer", [:])]), (#"realm="nobody's""#, []),
        (#"Bearer realm="\"#, [("Bearer", [:])]), (#"Bearer "text""#, [("Bearer", [:])]),
    ]

    @Test("a header's challenges", arguments: headers)
    func reading(header: String, challenges: [(String, [String: String])]) {
        let expected = challenges.map { TestChallenge(scheme: $0.0, parameters: $0.1) }
        #expect(TestChallenge.all(in: header) == expected)
    }
}
