// The Authorization header: what is taken, what is refused, and never a challenge for Basic.

import Authority
import HTTPTypes
import JOSE
import Support
import Testing

@Suite("Credentials")
struct CredentialsTests {
    @Test(
        "malformed",
        arguments: [
            "", "Basic", "Basic ", "Basic !!!!", "Basic YW5h", "Basic YW5hOg", "Basic  YW5hOmE=", "Bearer", "Bearer ",
            "Digest username=ana", "ana:secret", "Basic /////w==", "Basic YW5h-_==", "Negotiate", "Token abc",
            "Basic " + String(repeating: "A", count: 9_000), "basic\tYW5hOmE=", "Basic YW5hOmE=, Basic YW5hOmE=",
        ])
    func malformed(value: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.post, "/api/tokens", [.field("Authorization", value)])
            #expect(answer.status == 400)
            #expect(answer.code == "invalid_request")
            #expect(try await server.house.count("sessions") == 0)
        }
    }

    @Test("two headers, of whatever kinds")
    func two() async throws {
        try await TestServer.run { server async throws in
            let login = try await server.login()
            for fields in [[.ana, .ana], [.ana, login], [login, .ana], [login, login]] as [[HTTPField]] {
                let answer = try await server.send(.get, "/api/tokens", fields)
                #expect(answer.status == 400)
                #expect(answer.code == "invalid_request")
                #expect(answer["detail"]?.contains("one Authorization header") == true)
            }
        }
    }

    @Test(
        "whatever is sent, the answer never asks for Basic",
        arguments: [
            nil, "Basic", "Basic YW5hOndyb25n", "Bearer a.b.c", "Bearer x", "Digest a", "Basic bm9ib2R5Ondyb25n",
        ])
    func challenge(value: String?) async throws {
        try await TestServer.run { server async throws in
            for (method, path) in BodyTests.routes {
                let fields = value.map { [HTTPField.field("Authorization", $0)] } ?? []
                let answer = try await server.send(
                    method, path, fields,
                    body: path == "/api/password"
                        ? #"{"current_password":"a","new_password":"another fine password"}"# : nil)
                #expect((400...429).contains(answer.status))
                let challenge = answer.header("WWW-Authenticate")
                #expect((challenge != nil) == (answer.status == 401))
                #expect(challenge?.hasPrefix(#"Bearer realm="https://auth.example.com""#) ?? true)
                #expect(challenge?.lowercased().contains("basic") != true)
            }
        }
    }

    @Test(
        "a token that is refused is told why, in the challenge and in the body",
        arguments: [("Bearer a.b.c", "token_malformed"), ("Bearer ana:secret", "token_malformed")])
    func told(value: String, code: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.get, "/api/tokens", [.field("Authorization", value)])
            #expect(answer.status == 401)
            #expect(answer.code == code)
            #expect(answer.header("WWW-Authenticate")?.contains(#"error="invalid_token""#) == true)
        }
    }

    @Test("what a token says can't add to the challenge")
    func injection() async throws {
        try await TestServer.run { server async throws in
            let header = #"{"alg":"ES256","crit":["a\", scope=\"admin\\"]}"#
            let token = ForgedToken.unsigned(header: header, payload: "{}", signature: [0])
            let answer = try await server.send(.get, "/api/tokens", [.bearer(token)])
            #expect(answer.code == "token_malformed")
            let challenge = try #require(answer.header("WWW-Authenticate"))
            #expect(challenge.filter { $0 == "\"" }.count == 6)
            #expect(!challenge.contains("\\"))
        }
    }

    @Test("a tampered login token, an expired one, one for an API")
    func tokens() async throws {
        try await TestServer.run { server async throws in
            let token = try await server.house.login(at: server.now).token
            let parts = token.split(separator: ".").map(String.init)
            let changed = "\(parts[0]).\(parts[1].dropLast(2))\(parts[1].hasSuffix("AA") ? "BB" : "AA").\(parts[2])"
            let expired = try await server.house.login(at: server.now - 1_000).token
            let other = try await server.house.login(audience: TestAuthority.api, at: server.now).token
            for (text, code) in [
                (changed, "signature_invalid"), (expired, "expired"), (other, "audience_mismatch"),
            ] {
                for (method, path) in BodyTests.routes where path != "/api/password" {
                    let answer = try await server.send(method, path, [.bearer(text)])
                    #expect(answer.status == 401)
                    #expect(answer.code == code)
                }
            }
        }
    }
}
