// A41: revocation: another client's token stays, a wrong hint stops nothing, and an unknown token is no error.

import Authority
import HTTPTypes
import JOSE
import Support
import Testing

@Suite("A41 revocation")
struct A41Revocation {
    @Test("whatever the hint says, the token of the client dies", arguments: ["", "access_token", "refresh_token", "x"])
    func hints(hint: String) async throws {
        try await TestServer.run { server async throws in
            let client = try await server.house.guardian(guarding: [], holding: ["notes:read"])
            let token = try await token(of: client, server)
            let answer = try await server.form(
                "/oauth/revoke", "token_type_hint=\(hint)&token=\(token)", [client.basic])
            #expect(answer.status == 200 && answer.body.isEmpty)
            #expect(try await server.house.isRevoked(token))
        }
    }

    @Test("another client's token, a person's, an unknown one: 200, and no effect")
    func others() async throws {
        try await TestServer.run { server async throws in
            let owner = try await server.house.guardian(guarding: [], holding: ["notes:read"])
            // It guards the API, which lets it ask, and not end.
            let other = try await server.house.guardian()
            let (theirs, persons) = (try await token(of: owner, server), try await server.house.named().token)
            let opaque = try await server.house.opaque()
            for text in [theirs, persons, opaque.token, "unknown", "tessera_pat_0000000000000000000000000000004dx2sC"] {
                let answer = try await server.form("/oauth/revoke", "token=\(text)", [other.basic])
                #expect(answer.status == 200 && answer.body.isEmpty)
            }
            for text in [theirs, persons] { #expect(try await !server.house.isRevoked(text)) }
            let state = try await server.form("/oauth/introspect", "token=\(opaque.token)", [other.basic])
            #expect(state.json?["active"]?.bool == true)
            #expect(try await server.house.count("status_changes") == 0)
        }
    }

    @Test("another client's refresh token lives on; one's own dies with all that it gave, whatever the hint says")
    func refreshTokens() async throws {
        try await TestServer.run { server async throws in
            let (client, other) = (try await TestClient(server), try await TestClient(server))
            for hint in ["", "access_token", "refresh_token", "x"] {
                let tokens = try await client.redeem(client.code())
                let (token, access) = (try #require(tokens["refresh_token"]), try #require(tokens["access_token"]))
                let form = [(name: "token", value: token), ("token_type_hint", hint)]
                #expect(try await other.ask(form, at: "/oauth/revoke").status == 200)
                #expect(try await !server.house.isRevoked(access))
                #expect(try await client.ask(form, at: "/oauth/revoke").status == 200)
                #expect(try await server.house.isRevoked(access))
                #expect(try await client.refresh(token)["error"] == "invalid_grant")
            }
        }
    }

    @Test("a token whose end was changed, or that another key signed, ends nothing")
    func forged() async throws {
        try await TestServer.run { server async throws in
            let client = try await server.house.guardian(guarding: [], holding: ["notes:read"])
            let token = try await token(of: client, server)
            var bytes = Array(token.utf8)
            bytes[bytes.count - 20] = bytes[bytes.count - 20] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            for text in [String(decoding: bytes, as: UTF8.self), token.split(separator: ".").dropLast().joined(separator: ".") + "."] {
                for answer in [
                    try await server.form("/oauth/revoke", "token=\(text)", [client.basic]),
                    try await server.send(.post, "/oauth/revoke-leaked", body: #"{"tokens":["\#(text)"]}"#),
                ] { #expect(answer.status / 100 == 2) }
            }
            #expect(try await !server.house.isRevoked(token))
        }
    }

    private func token(of client: GuardingClient, _ server: TestServer) async throws -> String {
        let answer = try await server.form("/oauth/token", "grant_type=client_credentials", [client.basic])
        return try #require(answer["access_token"])
    }
}
