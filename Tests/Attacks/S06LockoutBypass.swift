// S06: aliases of one account, and other doors to its password, share one count.

import HTTPTypes
import Support
import Testing

@Suite("S06 lockout bypass")
struct S06LockoutBypass {
    @Test("spellings of the name, Basic, JSON and the change of password are counted together")
    func shared() async throws {
        try await TestServer.run { server async throws in
            let login = try await server.login()
            let change = #"{"current_password":"wrong","new_password":"another fine password"}"#
            let guesses = [
                try await server.token("{}", as: .basic("ana", "wrong")),
                try await server.token("{}", as: .basic("ANA", "wrong")),
                try await server.send(.post, "/api/tokens", body: #"{"username":"Ana","password":"wrong"}"#),
                try await server.send(.post, "/api/password", [login], body: change),
                try await server.send(.post, "/api/password", [.basic("aNa", "wrong")], body: change),
            ]
            for guess in guesses { #expect(guess.code == "credentials_invalid") }
            #expect(try await server.token("{}", as: .basic("anA", "wrong")).code == "too_many_attempts")
            #expect(try await server.send(.post, "/api/password", [login], body: change).code == "too_many_attempts")
        }
    }

    @Test(
        "forged or decorated addresses make no new client",
        arguments: [
            ["X-Forwarded-For"], ["X-Real-IP"], ["Forwarded"], ["X-Client-IP"], ["True-Client-IP"], ["CF-Connecting-IP"],
        ])
    func forged(names: [String]) async throws {
        try await TestServer.run { server async throws in
            var last: TestAnswer?
            for number in 1...6 {
                let fields = names.map { HTTPField.field($0, "198.51.100.\(number)") }
                last = try await server.send(.post, "/api/tokens", fields + [.basic("ana", "wrong")])
            }
            #expect(last?.code == "too_many_attempts")
        }
    }

    @Test("the 2^64 addresses of one IPv6 network are one client")
    func network() async throws {
        try await TestServer.run(behindProxy: true) { server async throws in
            var last: TestAnswer?
            for number in 1...6 {
                let address = HTTPField.field("X-Forwarded-For", "2001:db8:1:2:\(number)::\(number)")
                last = try await server.send(.post, "/api/tokens", [address, .basic("ana", "wrong")])
            }
            #expect(last?.code == "too_many_attempts")
            // The neighbours are not.
            let other = HTTPField.field("X-Forwarded-For", "2001:db8:1:3::1")
            #expect(try await server.send(.post, "/api/tokens", [other, .basic("ana", "wrong")]).status == 401)
        }
    }
}
