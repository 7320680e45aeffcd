// Changing the password over HTTP: what dies with it, what lives on, and what is refused.

import HTTPTypes
import Support
import Testing

@Suite("Change the password")
struct ChangePasswordTests {
    static let body = #"{"current_password":"correct horse battery staple","new_password":"another fine password"}"#

    @Test("named tokens live on; the login token and the old password do not")
    func change() async throws {
        try await TestServer.run { server async throws in
            let login = try await server.login()
            let named = try await server.token(#"{"name":"laptop"}"#, as: login)
            let answer = try await server.send(.post, "/api/password", [login], body: Self.body)
            #expect(answer.status == 204)
            #expect(answer.body.isEmpty)
            #expect(answer.header("Cache-Control") == "no-store")

            let after = try await server.send(.get, "/api/tokens", [login])
            #expect(after.status == 401)
            #expect(after.code == "revoked")
            #expect(try await !server.house.isRevoked(try #require(named["token"])))
            #expect(try await server.token().code == "credentials_invalid")
            let new = HTTPField.basic("ana", "another fine password")
            #expect(try await server.token("{}", as: new).status == 201)
        }
    }

    @Test("by Basic as well")
    func basic() async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.send(.post, "/api/password", [.ana], body: Self.body).status == 204)
        }
    }

    @Test(
        "refused, and the old one stays",
        arguments: [
            (#"{"current_password":"wrong","new_password":"another fine password"}"#, 401, "credentials_invalid"),
            (#"{"current_password":"correct horse battery staple","new_password":"short"}"#, 400, "password_unfit"),
            (#"{"current_password":"correct horse battery staple","new_password":"ana"}"#, 400, "password_unfit"),
            (#"{"new_password":"another fine password"}"#, 400, "invalid_request"),
            (#"{"current_password":"correct horse battery staple"}"#, 400, "invalid_request"),
            (#"{"current_password":null,"new_password":"another fine password"}"#, 400, "invalid_request"),
            (
                #"{"current_password":"a","new_password":"another fine password","username":"ben"}"#, 400,
                "invalid_request"
            ),
            ("", 400, "invalid_request"),
        ])
    func refused(body: String, status: Int, code: String) async throws {
        try await TestServer.run { server async throws in
            let login = try await server.login()
            let answer = try await server.send(.post, "/api/password", [login], body: body)
            #expect(answer.status == status)
            #expect(answer.code == code)
            #expect(try await server.send(.get, "/api/tokens", [login]).status == 200)
        }
    }

    @Test("nobody changes a password without credentials")
    func nobody() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.post, "/api/password", body: Self.body)
            #expect(answer.status == 401)
            #expect(answer.code == "token_missing")
        }
    }
}
