// S12: long passwords are refused before they are hashed, and no byte of a password is left out.

import Authority
import AuthorityServer
import HTTPTypes
import Support
import Testing

@Suite("S12 password denial of service and truncation")
struct S12PasswordDoS {
    @Test("over a kilobyte: 400, and no attempt is counted", arguments: [1_025, 60_000])
    func long(count: Int) async throws {
        try await TestServer.run { server async throws in
            let long = String(repeating: "a", count: count)
            for _ in 1...8 {
                let answer = try await server.send(
                    .post, "/api/tokens", body: #"{"username":"ana","password":"\#(long)"}"#)
                #expect(answer.status == 400)
                #expect(answer.code == "invalid_request")
            }
            let basic = try await server.token("{}", as: .basic("ana", long))
            #expect(basic.code == "invalid_request")
            let change = try await server.send(
                .post, "/api/password", [try await server.login()],
                body: #"{"current_password":"correct horse battery staple","new_password":"\#(long)"}"#)
            #expect(change.code == "invalid_request")
            #expect(try await server.token().status == 201)
        }
    }

    @Test("a megabyte: 413")
    func megabyte() async throws {
        try await TestServer.run { server async throws in
            let long = String(repeating: "a", count: 1 << 20)
            let answer = try await server.send(
                .post, "/api/tokens", body: #"{"username":"ana","password":"\#(long)"}"#)
            #expect(answer.status == 413)
            #expect(answer.code == "payload_too_large")
        }
    }

    @Test(
        "neither NUL nor the 72nd byte ends a password",
        arguments: [
            ("secret\\u0000one", "secret\\u0000two"),
            (String(repeating: "a", count: 72) + "x", String(repeating: "a", count: 72) + "y"),
        ])
    func whole(right: String, wrong: String) async throws {
        try await TestServer.run { server async throws in
            let text = right.replacing("\\u0000", with: "\0")
            _ = try await server.house.authority.accounts.create(
                Username("carla"), password: Password(text), at: server.now)
            for (password, status) in [(wrong, 401), (right, 201)] {
                let answer = try await server.send(
                    .post, "/api/tokens",
                    body: #"{"username":"carla","password":"\#(password)","audience":"https://auth.example.com"}"#)
                #expect(answer.status == status)
            }
        }
    }
}
