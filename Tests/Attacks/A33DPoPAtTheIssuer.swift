// A33: proofs at the issuer's own doors: replayed, for another request, forged, and twice.

import Authority
import HTTPTypes
import JOSE
import Support
import Testing

@Suite("A33 DPoP at the issuer")
struct A33DPoPAtTheIssuer {
    private static let url = "https://auth.example.com/oauth/token"

    @Test("each proof that is wrong is refused, and gives neither a token nor a trace")
    func wrong() async throws {
        try await TestServer.run { server async throws in
            let (client, secret) = try await server.house.programWithSecret()
            let (sender, now) = (try TestSender(), server.now)
            func proof(_ method: String = "POST", _ url: String = Self.url, ago: Int = 0) throws -> String {
                try sender.proof(method, url, token: nil, at: now - ago)
            }
            func forged(_ header: String) throws -> String {
                try ForgedToken.signed(
                    header: header, payload: #"{"jti":"x","htm":"POST","htu":"\#(Self.url)","iat":\#(now)}"#, by: sender.key)
            }
            let keys = try JSONDocument.object(parsing: JWKSet(keys: [sender.key.verificationKey]).json)
            let jwk = try #require(keys["keys"]?.elements?.first?.text)
            let rows: [(String, [String], [HTTPField])] = [
                ("method", [try proof("GET")], []), ("host", [try proof("POST", "https://evil.example/oauth/token")], []),
                ("the Host header's", [try proof("POST", "https://evil.example/oauth/token")], [.field("Host", "evil.example")]),
                ("path", [try proof("POST", "https://auth.example.com/oauth/par")], []),
                ("old", [try proof(ago: 301)], []), ("ahead", [try proof(ago: -11)], []),
                ("two", [try proof(), try proof()], []), ("two in one", ["\(try proof()), \(try proof())"], []),
                ("none", [ForgedToken.unsigned(header: #"{"alg":"none","typ":"dpop+jwt","jwk":\#(jwk)}"#, payload: "{}")], []),
                ("typ", [try forged(#"{"alg":"ES256","typ":"JWT","jwk":\#(jwk)}"#)], []),
                ("no key", [try forged(#"{"alg":"ES256","typ":"dpop+jwt"}"#)], []),
                (
                    "private key",
                    [try forged(#"{"alg":"ES256","typ":"dpop+jwt","jwk":\#(jwk.dropLast()),"d":"AA"}}"#)], []
                ),
                ("junk", ["junk"], []),
            ]
            for (name, proofs, fields) in rows {
                let answer = try await server.send(
                    .post, "/oauth/token",
                    [.basic(client.id, secret)] + proofs.map { .field("DPoP", $0) } + fields,
                    body: "grant_type=client_credentials", type: "application/x-www-form-urlencoded")
                #expect(answer.status == 400 && answer["error"] == "invalid_dpop_proof", "\(name)")
                #expect(answer["access_token"] == nil)
            }
            #expect(try await server.house.count("used_identifiers") == 0)
        }
    }

    @Test("of fifty at once with one proof one passes", arguments: [TestDatabase.memory, .file])
    func replay(kind: TestDatabase) async throws {
        try await TestServer.run(on: kind) { server async throws in
            let (client, secret) = try await server.house.programWithSecret()
            let proof = try TestSender().proof("POST", Self.url, token: nil, at: server.now)
            let passed = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        try await server.send(
                            .post, "/oauth/token", [.basic(client.id, secret), .field("DPoP", proof)],
                            body: "grant_type=client_credentials", type: "application/x-www-form-urlencoded"
                        ).status
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 == 200 ? 1 : 0 }
            }
            #expect(passed == 1)
        }
    }
}
