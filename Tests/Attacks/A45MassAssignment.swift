// A45: members that would set what only the server sets are refused, not ignored.

import HTTPTypes
import Support
import Testing

@Suite("A45 mass assignment")
struct A45MassAssignment {
    static let members = [
        #""id":"tok_mine""#, #""jti":"1.0.mine""#, #""sub":"usr_ben""#, #""iss":"https://evil.example""#,
        #""aud":"https://other.example""#, #""exp":9999999999"#, #""iat":0"#, #""client_id":"other""#,
        #""scope":"admin""#, #""status":{}"#, #""created_at":0"#, #""expires_at":9999999999"#, #""admin":true"#,
        #""revoked_at":null"#, #""__proto__":{}"#, #""session":"ses_other""#,
    ]

    @Test("when a token is made", arguments: members)
    func token(member: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.token(#"{"name":"laptop",\#(member)}"#, as: try await server.login())
            #expect(answer.status == 400)
            #expect(answer.code == "invalid_request")
            #expect(try await server.house.count("named_tokens") == 0)
        }
    }

    @Test("when a password is changed", arguments: [#""username":"ben""#, #""disabled_at":0"#, #""id":"usr_ben""#])
    func password(member: String) async throws {
        try await TestServer.run { server async throws in
            let body =
                #"{"current_password":"correct horse battery staple","new_password":"another password",\#(member)}"#
            let answer = try await server.send(.post, "/api/password", [try await server.login()], body: body)
            #expect(answer.status == 400)
            #expect(answer.code == "invalid_request")
        }
    }
}
