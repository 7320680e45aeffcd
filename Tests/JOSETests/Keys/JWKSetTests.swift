// Reading an issuer's keys: the usable ones, and never two of one name.

import JOSE
import Testing

@Suite("JWKSet")
struct JWKSetTests {
    private static let everything = Set(SignatureAlgorithm.allCases)

    private func read(
        _ keys: [String],
        algorithms: Set<SignatureAlgorithm> = everything
    ) throws(JOSEError) -> JWKSet {
        try JWKSet(parsing: Array("{\"keys\":[\(keys.joined(separator: ","))]}".utf8), algorithms: algorithms)
    }

    private static func ed25519(_ more: String = "") -> String {
        #"{"kty":"OKP","crv":"Ed25519","x":"\#(JWKTests.okp)"\#(more)}"#
    }

    private static func ec(_ more: String = "") -> String {
        #"{"kty":"EC","crv":"P-256","x":"\#(JWKTests.x)","y":"\#(JWKTests.y)"\#(more)}"#
    }

    @Test("what is published is what is read")
    func roundTrip() throws {
        let set = JWKSet(keys: TestKeys.all.map(\.verificationKey))
        let read = try JWKSet(parsing: set.json, algorithms: Self.everything)
        let published = TestKeys.all.filter { !$0.algorithm.isSymmetric }
        #expect(published.count == 13)
        #expect(read.keys.map(\.keyID) == published.map(\.keyID))
        #expect(read.keys.map(\.algorithm) == published.map(\.algorithm))
        #expect(read.keys.map(\.jwk) == published.map(\.verificationKey.jwk))
        #expect(read.skipped.isEmpty)
        let members = try JSONDocument.object(parsing: set.json)["keys"]?.elements ?? []
        #expect(members.allSatisfy { TestKeys.secretNames.isDisjoint(with: $0.members?.map(\.name) ?? []) })
    }

    @Test(
        "a key that can't be used is skipped",
        arguments: [
            #"{"kty":"oct","k":"AAAA","kid":"b"}"#, #"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#, "{}", "1",
            "null",
            ed25519(#","use":"enc""#), ed25519(#","key_ops":["sign"]"#), ed25519(#","alg":"HS256""#),
            ed25519(#","alg":"ES256""#), ec(#","alg":"ES384""#),
            #"{"kty":"OKP","crv":"Ed25519","x":"AAAA"}"#,
        ]
    )
    func skipped(key: String) throws {
        let set = try read([key, Self.ec(#","kid":"a","alg":"ES256""#)])
        #expect(set.keys.map(\.keyID) == ["a"])
    }

    @Test("a secret is never taken from a set, however strong it is and whatever is allowed")
    func secrets() throws {
        for algorithm in SignatureAlgorithm.allCases where algorithm.isSymmetric {
            for changes in [[:], ["alg": "\"\(algorithm.name)\""]] as [KeyValuePairs<String, String?>] {
                let set = try read([TestKeys.text(algorithm, changes)])
                #expect(set.keys.isEmpty)
                #expect(set.skipped.map(\.reason) == [.key(.symmetric)])
            }
        }
    }

    @Test("what is skipped says which it was and why")
    func reasons() throws {
        let set = try read(["7", "{}", Self.ec(#","kid":"a""#), Self.ed25519(#","kid":"b","use":"enc""#)])
        #expect(set.skipped.map(\.index) == [0, 1, 3])
        #expect(set.skipped.map(\.keyID) == [nil, nil, "b"])
        #expect(
            set.skipped.map(\.reason) == [
                .json(part: "key", .wrongKind(expected: "an object")), .key(.memberMissing("kty")), .key(.use("enc")),
            ])
        let narrow = try read([Self.ec(#","alg":"ES256""#), Self.ec()], algorithms: [.ed25519])
        #expect(narrow.skipped.map(\.reason) == [.algorithmNotAllowed("ES256"), .key(.algorithmMissing)])
    }

    @Test("a set is at most 1 MiB long and 8 deep")
    func bounds() throws {
        let deep = #"{"keys":[],"x":\#(String(repeating: "[", count: 8))\#(String(repeating: "]", count: 8))}"#
        #expect(throws: JOSEError.json(part: "key set", .tooDeep(limit: 8))) {
            try JWKSet(parsing: Array(deep.utf8), algorithms: Self.everything)
        }
        let long = [UInt8](repeating: 0x20, count: 1_048_577)
        #expect(throws: JOSEError.json(part: "key set", .tooLong(limit: 1_048_576))) {
            try JWKSet(parsing: long, algorithms: Self.everything)
        }
    }

    @Test("a key without alg is pinned to the first allowed algorithm that fits it")
    func pinned() throws {
        #expect(try read([Self.ed25519()]).keys.map(\.algorithm) == [.ed25519])
        #expect(try read([Self.ed25519()], algorithms: [.edDSA, .es256]).keys.map(\.algorithm) == [.edDSA])
        #expect(try read([Self.ed25519()], algorithms: [.es256]).keys.isEmpty)
        #expect(try read([Self.ec()], algorithms: [.edDSA, .es256]).keys.map(\.algorithm) == [.es256])
        #expect(try read([Self.ec(#","alg":"ES256""#)], algorithms: [.ed25519]).keys.isEmpty)
    }

    @Test("one kid names one key")
    func duplicates() {
        #expect(throws: JOSEError.key(.duplicateID("a"))) {
            try read([Self.ec(#","kid":"a""#), Self.ed25519(#","kid":"a""#)])
        }
    }

    @Test("a kid that two keys have is a fault only where both could be chosen")
    func duplicateOfUnusable() throws {
        let set = try read([#"{"kty":"oct","k":"AAAA","kid":"a"}"#, Self.ec(#","kid":"a""#)])
        #expect(set.key(id: "a")?.algorithm == .es256)
    }

    @Test("a kid is found by its bytes")
    func choice() throws {
        let set = try read([Self.ec(",\"kid\":\"\u{E9}\""), Self.ed25519(#","kid":"b""#)])
        #expect(set.key(id: "\u{E9}")?.algorithm == .es256)
        #expect(set.key(id: "e\u{301}") == nil)
        #expect(set.key(id: "b")?.algorithm == .ed25519)
        #expect(set.key(id: "") == nil)
        #expect(set.key(id: nil) == nil, "two keys: a token must name one")
        #expect(try read([Self.ec()]).key(id: nil)?.algorithm == .es256, "one key: it is meant")
        #expect(try read([]).key(id: nil) == nil)
    }

    @Test(
        "a text that is no key set is refused",
        arguments: [
            ("{}", .wrongKind(expected: "a key set")), ("[]", .wrongKind(expected: "an object")),
            (#"{"keys":{}}"#, .wrongKind(expected: "a key set")),
            (#"{"keys":[]} x"#, .trailingBytes(offset: 12)),
            (#"{"keys":[],"keys":[]}"#, .duplicateName(offset: 12)), ("", .unexpectedEnd),
        ] as [(String, JSONFault)]
    )
    func refused(text: String, fault: JSONFault) {
        #expect(throws: JOSEError.json(part: "key set", fault)) {
            try JWKSet(parsing: Array(text.utf8), algorithms: Self.everything)
        }
    }
}
