// S24: over every flow and every failure, no secret stands in the log, at any level.

import Authority
import AuthorityServer
import HTTPTypes
import JOSE
import Support
import Testing

@Suite("S24 secrets in logs")
struct S24SecretsInLogs {
    @Test("neither opaque tokens nor secrets of clients, whatever is asked with them")
    func clients() async throws {
        try await TestServer.run { server async throws in
            let client = try await server.house.guardian(holding: ["notes:read"])
            let (token, other) = (try await server.house.opaque().token, TestIssuer.opaque())
            let login = try await server.login()
            for text in [token, other, client.secret] {
                for path in ["/oauth/introspect", "/oauth/revoke", "/oauth/token"] {
                    for fields in [[client.basic], [.bearer(text)], [.basic(client.id, text)], [.basic(text, text)], []] {
                        _ = try await server.form(path, "token=\(text)&grant_type=\(text)&scope=\(text)", fields)
                        _ = try await server.form(
                            path, "token=\(text)&client_id=\(text)&client_secret=\(text)&token=\(text)", fields)
                    }
                }
                _ = try await server.send(.get, "/api/tokens", [.bearer(text)])
                _ = try await server.send(.post, "/api/tokens/\(text)/roll", [login], body: "{}")
                _ = try await server.send(.delete, "/api/tokens/\(text)", [login])
                _ = try await server.send(.get, "/?x=\(text)")
                _ = try await server.send(
                    .post, "/api/token-uses", [client.basic], body: #"{"uses":[{"jti":"\#(text)","at":1,"address":"\#(text)"}]}"#)
                _ = try await server.send(.post, "/oauth/revoke-leaked", body: #"{"tokens":["\#(text)"],"\#(text)":1}"#)
            }
            _ = try await server.send(.post, "/oauth/revoke-leaked", body: #"{"tokens":["\#(token)"]}"#)
            try server.house.breakDatabase()
            _ = try await server.form("/oauth/introspect", "token=\(token)", [client.basic])
            let log = server.log.text
            #expect(server.log.lines.count > 20, "what is not logged can't be looked at")
            for secret in [token, other, client.secret] { #expect(!log.contains(secret.dropFirst(12))) }
            #expect(!log.contains(try #require(client.basic.value.split(separator: " ").last)))
        }
    }

    static let new = "the password of tomorrow"

    @Test("neither passwords nor tokens, nor a part of one")
    func flows() async throws {
        try await TestServer.run(behindProxy: true) { server async throws in
            var secrets = [TestAuthority.anasPassword, TestAuthority.bensPassword, Self.new, "a-wrong-password"]
            func keep(_ answer: TestAnswer) throws -> String {
                let token = try #require(answer["token"])
                secrets += [token] + token.split(separator: ".").dropFirst().map(String.init)
                return token
            }
            let login = try keep(try await server.token(#"{"audience":"https://auth.example.com"}"#))
            let named = try keep(try await server.token(#"{"name":"laptop"}"#))
            let json = #"{"username":"ben","password":"\#(TestAuthority.bensPassword)"}"#
            _ = try keep(try await server.send(.post, "/api/tokens", body: json))
            let tampered = login.dropLast(8) + "AAAAAAAA"
            let expired = try await server.house.login(at: server.now - 5_000).token
            secrets += [String(tampered), expired]

            // Tokens that are refused, in every way, and passwords where no password belongs.
            for token in [named, String(tampered), expired, "\(login).x", "a-wrong-password", "a-wrong-password.\(login)"] {
                for (method, path) in [(HTTPRequest.Method.get, "/api/tokens"), (.post, "/api/tokens")] {
                    #expect(try await server.send(method, path, [.bearer(token)]).status >= 400)
                }
                _ = try await server.send(.get, "/api/tokens?access_token=\(token)")
                _ = try await server.send(.get, "/?x=\(token)")
                _ = try await server.send(
                    .post, "/api/tokens", body: "access_token=\(token)", type: "application/x-www-form-urlencoded")
                _ = try await server.send(.delete, "/api/tokens/\(token)", [.bearer(login)])
                _ = try await server.send(.get, "/status/\(token)")
                _ = try await server.send(.post, "/api/tokens", [.field("Authorization", token)])
            }
            for field in [
                HTTPField.basic("ana", "a-wrong-password"), .basic("a-wrong-password", "x"), .basic("nobody", "a-wrong-password"),
            ] {
                #expect(try await server.token("{}", as: field).status == 401)
            }
            for body in [
                #"{"a-wrong-password":1}"#, #"{"scopes":["a-wrong-password"]}"#, #"{"audience":"a-wrong-password"}"#,
                #"{"username":"a-wrong-password","password":"a-wrong-password"}"#, #"{"username":"ana","password":"a-wrong-password""#,
                #"{"password":"\#(Self.new)","password":"\#(Self.new)"}"#,
            ] { #expect(try await server.send(.post, "/api/tokens", body: body).status >= 400) }

            let change = #"{"current_password":"\#(TestAuthority.anasPassword)","new_password":"\#(Self.new)"}"#
            #expect(try await server.send(.post, "/api/password", [.bearer(login)], body: change).status == 204)
            _ = try keep(try await server.token("{}", as: .basic("ana", Self.new)))
            // And when the database is gone.
            try server.house.breakDatabase()
            #expect(try await server.token("{}", as: .basic("ana", Self.new)).status == 500)
            #expect(try await server.send(.get, "/api/tokens", [.bearer(login)]).status == 500)

            let log = server.log.text
            #expect(server.log.lines.count > 20, "what is not logged can't be looked at")
            #expect(log.contains("code=signature_invalid"))
            for secret in secrets {
                #expect(!log.contains(secret), "\(secret)")
                #expect(!log.contains(Base64URL.encode(Array(secret.utf8))))
            }
            for field in [HTTPField.ana, .ben] {
                #expect(!log.contains(try #require(field.value.split(separator: " ").last)))
            }
        }
    }
}
