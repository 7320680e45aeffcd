// A44: making a token for an account that is not one's own: no credentials, and accounts named in the body.

import HTTPTypes
import Support
import Testing

@Suite("A44 tokens for another's account")
struct A44ForeignAccount {
    @Test(
        "without credentials nothing is made",
        arguments: [
            "{}", #"{"name":"laptop"}"#, #"{"scopes":["notes:read"]}"#, "",
        ])
    func nobody(body: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.post, "/api/tokens", body: body)
            #expect(answer.status == 401)
            #expect(answer.code == "token_missing")
            #expect(try await server.house.count("named_tokens") == 0)
            #expect(try await server.house.count("sessions") == 0)
        }
    }

    @Test(
        "whoever signs in as ana gets no token of ben",
        arguments: [
            #"{"username":"ben"}"#, #"{"username":"ben","password":"x"}"#, #"{"account":"usr_ben"}"#,
            #"{"user_id":"usr_ben"}"#, #"{"sub":"usr_ben"}"#, #"{"subject":"usr_ben","name":"a"}"#,
        ])
    func another(body: String) async throws {
        try await TestServer.run { server async throws in
            for field in [HTTPField.ana, try await server.login()] {
                let answer = try await server.token(body, as: field)
                #expect(answer.status == 400)
                #expect(answer.code == "invalid_request")
            }
            #expect(try await server.house.count("named_tokens") == 0)
        }
    }
}
