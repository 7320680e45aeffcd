// A42: an opaque token is good as a whole or not at all: cut, extended, one bit changed, other case, other signs.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("A42 opaque token malleability")
struct A42OpaqueMalleability {
    /// Every text that is one step from the token.
    static func changed(_ token: String) -> [String] {
        let bytes = Array(token.utf8)
        var texts = [
            "", " " + token, token + " ", token + "\n", token + "%00", token + "=", token + token, token + ".a",
            token.uppercased(), token.lowercased(), token.replacing("tessera_pat_", with: "tessera_PAT_"),
            token.replacing("tessera_pat_", with: ""), token.replacing("_", with: "-"), token + "0",
        ]
        texts += (1..<bytes.count).map { String(decoding: bytes.prefix($0), as: UTF8.self) }
        for place in bytes.indices {
            for bit in 0..<7 {
                var copy = bytes
                copy[place] ^= 1 << bit
                texts.append(String(decoding: copy, as: UTF8.self))
            }
        }
        return texts.filter { !$0.utf8.elementsEqual(token.utf8) }
    }

    @Test("the issuer takes none of them, whatever their checksum")
    func issuer() async throws {
        try await TestServer.run { server async throws in
            let client = try await server.house.guardian()
            let token = try await server.house.opaque().token
            let caller = try await server.house.caller(client)
            for text in Self.changed(token) {
                #expect(OpaqueToken(text) == nil, "\(text)")
                let told = try await server.house.authority.tokens.introspect(text, for: caller, at: server.now)
                #expect(told == nil, "\(text)")
            }
            #expect(try await server.house.authority.tokens.revokeLeaked(Self.changed(token), at: server.now).isEmpty)
            let state = try await server.form("/oauth/introspect", "token=\(token)", [client.basic])
            #expect(state.json?["active"]?.bool == true)
        }
    }

    @Test("an API takes none of them, and asks nobody")
    func verifier() async throws {
        let issuer = try TestIssuer()
        let token = TestIssuer.opaque()
        issuer.answer(opaque: token, with: OpaqueAnswer())
        let verifier = try issuer.verifier(acceptOpaque: TestIssuer.opaqueTokens())
        #expect(try await verifier.verify(token, at: TestIssuer.start).subject == "usr_1")
        let asked = issuer.count(TestIssuer.introspectionPath)
        for text in Self.changed(token) {
            await #expect(throws: TokenRejection.self, "\(text)") {
                try await verifier.verify(text, at: TestIssuer.start)
            }
        }
        #expect(issuer.count(TestIssuer.introspectionPath) == asked)
    }

    @Test("a right checksum alone is worth nothing")
    func another() async throws {
        try await TestServer.run { server async throws in
            let client = try await server.house.guardian()
            _ = try await server.house.opaque()
            let answer = try await server.form("/oauth/introspect", "token=\(TestIssuer.opaque())", [client.basic])
            #expect(answer.text == #"{"active":false}"#)
        }
    }
}
