// Tokens that are bound to a key, from the code to the last use: what each endpoint asks of a proof, and what it answers.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Records
import Support
import Testing

@Suite("Sender proofs")
struct SenderProofTests {
    static let origin = "https://auth.example.com"
    static let tokenURL = origin + "/oauth/token"

    @Test("a public client's code, tokens and refresh tokens are bound to its key")
    func bound() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server) { $0.authentication = "none" }
            let (sender, other) = (try TestSender(), try TestSender())
            let code = try await client.code(["dpop_jkt": sender.bond.keyThumbprint])
            #expect(try await client.redeem(code)["error"] == "invalid_dpop_proof")
            #expect(try await client.redeem(code, [:], [other.token(server)])["error"] == "invalid_grant")
            let tokens = try await client.redeem(code, [:], [sender.token(server)])
            #expect(tokens.status == 200 && tokens["token_type"] == "DPoP")
            let access = try server.house.verified(try #require(tokens["access_token"]))
            #expect(try Confirmation(in: access.claims) == sender.bond)
            let refresh = try #require(tokens["refresh_token"])
            #expect(try await client.refresh(refresh)["error"] == "invalid_dpop_proof")
            #expect(try await client.refresh(refresh, [], [other.token(server)])["error"] == "invalid_grant")
            let next = try await client.refresh(refresh, [], [sender.token(server)])
            #expect(next.status == 200 && next["refresh_token"] != refresh)
        }
    }

    @Test("a confidential client with bound tokens keeps its refresh token, and one that must be bound sends a proof")
    func confidential() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server, asserter: TestAsserter()) { $0.isKeyBound = true }
            let sender = try TestSender()
            let code = try await client.code()
            #expect(try await client.redeem(code)["error"] == "invalid_dpop_proof")
            let tokens = try await client.redeem(code, [:], [sender.token(server)])
            let refresh = try #require(tokens["refresh_token"])
            for _ in 0..<3 {
                server.wait(60)
                let next = try await client.refresh(refresh, [], [sender.token(server)])
                #expect(next.status == 200 && next["refresh_token"] == refresh && next["token_type"] == "DPoP")
            }
            #expect(try await client.refresh(refresh)["error"] == "invalid_dpop_proof")
        }
    }

    @Test("a token of a program's own is bound as well")
    func program() async throws {
        try await TestServer.run { server async throws in
            let (client, secret) = try await server.house.programWithSecret()
            let answer = try await server.send(
                .post, "/oauth/token", [.basic(client.id, secret), TestSender().token(server)],
                body: "grant_type=client_credentials", type: "application/x-www-form-urlencoded")
            #expect(answer["token_type"] == "DPoP")
            let access = try server.house.verified(try #require(answer["access_token"]))
            #expect(try Confirmation(in: access.claims)?.keyThumbprint != nil)
        }
    }

    @Test("userinfo takes a bound token as DPoP with its proof, and in no other way")
    func userinfo() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let (sender, other) = (try TestSender(), try TestSender())
            let bound = try #require(try await client.redeem(client.code(), [:], [sender.token(server)])["access_token"])
            let free = try #require(try await client.redeem(client.code())["access_token"])
            let url = Self.origin + "/oauth/userinfo"
            func proof(_ sender: TestSender, _ token: String?, _ url: String = url) throws -> HTTPField {
                .field("DPoP", try sender.proof("GET", url, token: token, at: server.now))
            }
            let good = try proof(sender, bound)
            let rows: [(String, String, [HTTPField], Int, String?)] = [
                ("bound", "DPoP \(bound)", [good], 200, nil),
                ("again", "DPoP \(bound)", [good], 401, "DPoP|invalid_dpop_proof"),
                ("no proof", "DPoP \(bound)", [], 401, "DPoP|invalid_dpop_proof"),
                ("as Bearer", "Bearer \(bound)", [], 401, "Bearer|invalid_token"),
                ("as Bearer with a proof", "Bearer \(bound)", [try proof(sender, bound)], 401, "Bearer|invalid_token"),
                ("another's key", "DPoP \(bound)", [try proof(other, bound)], 401, "DPoP|invalid_token"),
                ("free as DPoP", "DPoP \(free)", [try proof(sender, free)], 401, "DPoP|invalid_token"),
                ("free", "Bearer \(free)", [], 200, nil),
                ("no ath", "DPoP \(bound)", [try proof(sender, nil)], 401, "DPoP|invalid_dpop_proof"),
                ("ath of another", "DPoP \(bound)", [try proof(sender, free)], 401, "DPoP|invalid_dpop_proof"),
                (
                    "elsewhere", "dpop \(bound)", [try proof(sender, bound, Self.tokenURL)], 401,
                    "DPoP|invalid_dpop_proof"
                ),
                ("two", "DPoP \(bound)", [try proof(sender, bound), try proof(sender, bound)], 401, "DPoP|invalid_dpop_proof"),
            ]
            for (name, authorization, fields, status, challenge) in rows {
                let answer = try await server.send(
                    .get, "/oauth/userinfo", [.field("Authorization", authorization)] + fields)
                #expect(answer.status == status, "\(name)")
                let told = answer.headers[values: .wwwAuthenticate].first ?? ""
                if let challenge {
                    let parts = challenge.split(separator: "|")
                    #expect(told.hasPrefix("\(parts[0]) ") && told.contains("error=\"\(parts[1])\""), "\(name): \(told)")
                    #expect(told.contains("algs=\"ES256 ") == (parts[0] == "DPoP"), "\(name)")
                }
            }
        }
    }

    @Test("the issuer's own API looks at what a token is bound to")
    func ownAPI() async throws {
        try await TestServer.run { server async throws in
            let sender = try TestSender()
            let login = try await server.house.login(at: server.now).token
            let claims = try UnverifiedToken(parsing: login).unverifiedClaims()
            let payload = try #require(try JSONDocument.object(parsing: Base64URL.decode(String(login.split(separator: ".")[1]))).members)
            let bound = try server.house.authority.keys.active.signToken(type: .accessToken) { json in
                for member in payload { json.member(member.name, member.value) }
                sender.bond.write(to: &json)
            }
            #expect(claims.issuer != nil)
            let proof = HTTPField.field(
                "DPoP", try sender.proof("GET", Self.origin + "/api/tokens", token: bound, at: server.now))
            let dpop = HTTPField.field("Authorization", "DPoP \(bound)")
            for (name, fields, status) in [
                ("bound", [dpop, proof], 200), ("again", [dpop, proof], 401), ("no proof", [dpop], 401),
                ("as Bearer", [.bearer(bound)], 401), ("as Bearer with the proof", [.bearer(bound), proof], 401),
                ("free", [.bearer(login)], 200), ("free as DPoP", [.field("Authorization", "DPoP \(login)"), proof], 401),
            ] as [(String, [HTTPField], Int)] {
                #expect(try await server.send(.get, "/api/tokens", fields).status == status, "\(name)")
            }
        }
    }

    @Test("with nonces a proof needs the present one, which comes with each answer to a proof")
    func nonces() async throws {
        try await TestServer.run(asksForNonces: true) { server async throws in
            let client = try await TestClient(server)
            let sender = try TestSender()
            let code = try await client.code()
            let refused = try await client.redeem(code, [:], [sender.token(server)])
            #expect(refused.status == 400 && refused["error"] == "use_dpop_nonce")
            let nonce = try #require(refused.header("DPoP-Nonce"))
            let tokens = try await client.redeem(code, [:], [sender.token(server, nonce: nonce)])
            #expect(tokens.status == 200 && tokens.header("DPoP-Nonce") == nonce)
            #expect(tokens.header("Cache-Control") == "no-store")
            let access = try #require(tokens["access_token"])
            func ask(_ nonce: String?) async throws -> TestAnswer {
                let proof = try sender.proof(
                    "GET", Self.origin + "/oauth/userinfo", token: access, nonce: nonce, at: server.now)
                return try await server.send(
                    .get, "/oauth/userinfo", [.field("Authorization", "DPoP \(access)"), .field("DPoP", proof)])
            }
            let answer = try await ask(nil)
            #expect(answer.status == 401 && answer.header("DPoP-Nonce") == nonce)
            #expect(answer.header("WWW-Authenticate")?.contains("error=\"use_dpop_nonce\"") ?? false)
            #expect(try await ask(nonce).status == 200)
            server.wait(360)
            #expect(try await ask(nonce).status == 401)
            // Who sends no proof is not told of nonces.
            #expect(try await client.redeem(client.code()).header("DPoP-Nonce") == nil)
        }
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let tokens = try await client.redeem(client.code(), [:], [TestSender().token(server)])
            #expect(tokens.status == 200 && tokens.header("DPoP-Nonce") == nil)
            let metadata = try await server.send(.get, "/.well-known/oauth-authorization-server")
            #expect(metadata.json?["dpop_signing_alg_values_supported"]?.elements?.first?.string == "ES256")
        }
    }
}

extension TestSender {
    /// A proof for the token endpoint, as a header.
    fileprivate func token(_ server: TestServer, nonce: String? = nil) throws -> HTTPField {
        .field("DPoP", try proof("POST", SenderProofTests.tokenURL, token: nil, nonce: nonce, at: server.now))
    }
}
