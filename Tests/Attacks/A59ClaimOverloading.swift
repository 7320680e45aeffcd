// A59: claims that an administrator gives an account or a client, or that a client brings, put in place of what a token means.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Records
import SQL
import Support
import Testing

@Suite("A59 claim overloading")
struct A59ClaimOverloading {
    /// What a token of ours, or an answer about one, may say: none of it is left to whoever writes claims.
    static let meant = [
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "scope", "client_id", "cnf", "act", "may_act", "auth_time", "acr",
        "amr", "azp", "nonce", "at_hash", "c_hash", "s_hash", "sid", "events", "status", "authorization_details", "active",
        "token_type", "username", "token_introspection", "email", "email_verified", "name", "preferred_username", "address",
        "phone_number", "phone_number_verified", "updated_at", "_claim_names", "_claim_sources",
    ]

    private static func object(_ text: String) throws -> JSONValue { try JSONDocument.object(parsing: Array(text.utf8)) }

    @Test("no door takes a claim of such a name, however it is spelled in JSON", arguments: meant)
    func refused(name: String) async throws {
        let spelled = "\\u00" + String(name.utf8.first ?? 0, radix: 16) + name.dropFirst()
        try await TestServer.run { server async throws in
            for text in [name, spelled] {
                let claims = try Self.object(#"{"team":"a","\#(text)":"evil"}"#)
                await #expect(throws: OAuthRefusal.self) { _ = try await TestClient(server) { $0.claims = claims } }
                let client = try await TestClient(server)
                await #expect(throws: OAuthRefusal.self) {
                    try await server.house.authority.clients.change(client.id, at: server.now) { $0.claims = claims }
                }
                for entry in [
                    #"{"accounts":[{"username":"eve","password_env":"A","claims":\#(claims.text)}]}"#,
                    #"{"clients":[{"client_id":"x","claims":\#(claims.text)}]}"#,
                ] {
                    #expect(throws: OAuthRefusal.self) { _ = try Declaration(Self.object(entry)) }
                }
            }
        }
    }

    @Test("even where one is stored, every token says what it would say without")
    func stored() async throws {
        let evil = "{" + Self.meant.map { #""\#($0)":"evil""# }.joined(separator: ",") + #","team":"a"}"#
        try await TestServer.run { server async throws in
            let client = try await TestClient(server) { $0.userinfoAlgorithm = "ES256" }
            let scope = "openid profile email notes:read"
            let honest = try await Self.said(client, scope, server)
            try await server.house.database.write { db in
                try Account.setClaims(id: server.house.ana.id, profile: "{}", claims: evil, in: db)
                let record = try #require(try Client.find(id: client.id, in: db))
                var metadata = try ClientMetadata(parsing: record.metadata)
                metadata.claims = try Self.object(evil)
                _ = try Client.update(id: client.id, name: record.name, metadata: metadata.text, in: db)
            }
            for (before, after) in zip(honest, try await Self.said(client, scope, server)) {
                #expect(after["team"] == #""a""#)
                #expect(!after.contains { $0.value.contains("evil") })
                #expect(Set(after.keys) == Set(before.keys).union(["team"]))
                for name in ["iss", "sub", "aud", "client_id", "scope", "azp", "acr", "amr"] {
                    #expect(after[name] == before[name], "\(name)")
                }
            }
        }
    }

    @Test("a client that registers itself, or is described by its document, has no claims of its own at all")
    func strangers() async throws {
        let fetch = TestFetch()
        let id = "https://other.example/client.json"
        let members = #""redirect_uris":["\#(TestClient.callback)"],"claims":{"team":"a","sub":"evil"}"#
        fetch.put(id, #"{"client_id":"\#(id)",\#(members)}"#)
        try await TestServer.run(policy: ClientPolicy(registration: .open), fetch: fetch) { server async throws in
            let own = try await server.send(.post, "/oauth/register", body: "{\(members)}")
            #expect(own.status == 201 && own.json?["claims"] == nil)
            let query = FormParameters.text(try await TestClient(server).parameters(["client_id": id]))
            #expect(try await server.send(.get, "/oauth/authorize?\(query)").status == 303)
            for id in [id, try #require(own["client_id"])] {
                let record = try await server.house.database.read { try Client.find(id: id, in: $0) }
                #expect(try !(#require(record)).metadata.contains("team"))
            }
        }
    }

    /// What an access token, an ID token and a signed userinfo answer say, each claim as JSON.
    private static func said(_ client: TestClient, _ scope: String, _ server: TestServer) async throws -> [[String: String]] {
        let tokens = try await client.redeem(client.code(scope: scope))
        let access = try #require(tokens["access_token"])
        let userinfo = try await server.send(.get, "/oauth/userinfo", [.bearer(access)])
        return try [access, #require(tokens["id_token"]), userinfo.text].map { token in
            let members = try UnverifiedToken(parsing: token).unverifiedClaims().object.members ?? []
            return Dictionary(members.map { ($0.name, $0.value.text) }) { $0 + $1 }
        }
    }
}
