// A43: a named token is shown once and hashed at rest; it has scopes and an end; where it was used is seen; a leak is found.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@Suite("A43 token leakage")
struct A43TokenLeakage {
    @Test("nothing kept is enough to make the token again")
    func shownOnce() async throws {
        try await TestServer.run { server async throws in
            let made = [
                try await server.token(#"{"name":"laptop"}"#), try await server.token(#"{"audience":"https://auth.example.com"}"#),
            ]
            let list = try await server.send(.get, "/api/tokens", [try await server.login()])
            let kept = try await server.house.dump() + "\n" + list.text + "\n" + server.log.text
            for answer in made {
                let token = try #require(answer["token"])
                for part in token.split(separator: ".") { #expect(!kept.contains(part)) }
                let identifier = try server.house.verifiedAnywhere(token).identifier
                #expect(!kept.contains(try #require(identifier?.split(separator: ".").last)))
            }
            #expect(!kept.contains(TestAuthority.anasPassword))
        }
    }

    @Test("of an opaque token only a digest is kept, which opens nothing")
    func hashedAtRest() async throws {
        try await TestServer.run { server async throws in
            let client = try await server.house.guardian()
            let made = try await server.token(#"{"name":"ci","form":"opaque"}"#)
            let token = try #require(made["token"])
            let state = try await server.form("/oauth/introspect", "token=\(token)", [client.basic])
            #expect(state.json?["active"]?.bool == true)
            let rolled = try await server.send(
                .post, "/api/tokens/\(try #require(made["id"]))/roll", [try await server.login()], body: "{}")
            let next = try #require(rolled["token"])
            let list = try await server.send(.get, "/api/tokens", [try await server.login()])
            let kept = try await server.house.dump() + "\n" + list.text + "\n" + state.text + "\n" + server.log.text
            for text in [token, next] {
                #expect(!kept.contains(text.dropFirst(12)) && !kept.contains(text.dropFirst(12).prefix(16)))
            }
            let hash = try await server.house.database.read { db throws in
                try NamedToken.find(id: try #require(rolled["id"]), in: db)?.secretHash
            }
            // SHA-256 in base64url; 178 random bits need no slower hash.
            #expect(hash?.utf8.count == 43)
            for text in [try #require(hash), "tessera_pat_\(try #require(hash))"] {
                let answer = try await server.form("/oauth/introspect", "token=\(text)", [client.basic])
                #expect(answer.text == #"{"active":false}"#)
            }
        }
    }

    @Test("what scanners look for finds each, and nothing that is like one")
    func scanning() throws {
        let pattern = try Regex(OpaqueToken.pattern)
        let token = TestIssuer.opaque()
        for text in [token, "TOKEN=\(token)\n", "curl -H 'Authorization: Bearer \(token)'", "{\"t\":\"\(token)\"}"] {
            let found = try #require(text.firstMatch(of: pattern))
            #expect(found.output[0].substring.map { OpaqueToken(String($0)) != nil } == true, "\(text)")
        }
        for text in ["x\(token)", "\(token)0", String(token.dropLast()), token.uppercased()] {
            #expect(text.firstMatch(of: pattern) == nil, "\(text)")
        }
    }

    @Test("each has an end and only scopes that its owner holds, in both forms", arguments: ["jwt", "opaque"])
    func limits(form: String) async throws {
        try await TestServer.run { server async throws in
            let made = try await server.token(#"{"name":"ci","form":"\#(form)"}"#, as: .ben)
            #expect(made["scope"] == "notes:read")
            #expect(made.json?["expires_in"]?.integer == 30 * 86_400)
            for body in [
                #"{"name":"ci","form":"\#(form)","expires_in":31536001}"#, #"{"name":"ci","form":"\#(form)","expires_in":0}"#,
                #"{"name":"ci","form":"\#(form)","expires_in":null,"scopes":["notes:write"]}"#,
            ] {
                #expect(try await server.token(body, as: .ben).status == 400)
            }
        }
    }

    @Test("an opaque token opens nothing at the issuer's own door, and travels in no URL")
    func ownDoor() async throws {
        try await TestServer.run { server async throws in
            let token = try #require(try await server.token(#"{"name":"ci","form":"opaque"}"#)["token"])
            for method in [HTTPRequest.Method.get, .post] {
                let answer = try await server.send(method, "/api/tokens", [.bearer(token)])
                #expect(answer.status == 403 && answer.code == "named_token_not_allowed")
            }
            let inURL = try await server.send(.get, "/healthz?t=\(token)")
            #expect(inURL.status == 400 && inURL.code == "token_in_query")
            #expect(!server.log.text.contains(token))
        }
    }
}
