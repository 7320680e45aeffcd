// Guessing over HTTP: 429 with the seconds to wait, counted by account and by where the request came from.

import HTTPTypes
import Support
import Testing

@testable import AuthorityServer

@Suite("Throttle")
struct ThrottleTests {
    @Test("the sixth guess is told to wait, by Basic, by JSON and at the change of password alike")
    func told() async throws {
        try await TestServer.run { server async throws in
            let login = try await server.login()
            for _ in 1...5 {
                #expect(try await server.token("{}", as: .basic("ana", "wrong")).code == "credentials_invalid")
            }
            let answers = [
                try await server.token(),
                try await server.send(.post, "/api/tokens", body: #"{"username":"ANA","password":"wrong"}"#),
                try await server.send(
                    .post, "/api/password", [login],
                    body: #"{"current_password":"wrong","new_password":"another fine password"}"#),
            ]
            for answer in answers {
                #expect(answer.status == 429)
                #expect(answer.code == "too_many_attempts")
                #expect(answer.header("Retry-After").flatMap(Int.init) == 1)
                #expect(answer.header("WWW-Authenticate") == nil)
            }
            // The wait is as long as was said.
            server.wait(1)
            #expect(try await server.token().status == 201)
            // Whoever holds a login token goes on, and other accounts sign in.
            #expect(try await server.send(.get, "/api/tokens", [login]).status == 200)
            #expect(try await server.token("{}", as: .ben).status == 201)
        }
    }

    @Test("without a proxy nobody chooses the address that is counted")
    func forged() async throws {
        try await TestServer.run { server async throws in
            var codes: [String?] = []
            for number in 1...6 {
                let fields: [HTTPField] = [.basic("ana", "wrong"), .field("X-Forwarded-For", "198.51.100.\(number)")]
                codes.append(try await server.send(.post, "/api/tokens", fields).code)
            }
            #expect(codes.last == "too_many_attempts")
        }
    }

    @Test("behind a proxy the last entry counts, whatever the client wrote before it")
    func proxy() async throws {
        try await TestServer.run(behindProxy: true) { server async throws in
            func guess(_ forwarded: [String]) async throws -> String? {
                let fields = forwarded.map { HTTPField.field("X-Forwarded-For", $0) }
                return try await server.send(.post, "/api/tokens", fields + [.basic("ana", "wrong")]).code
            }
            for number in 1...5 { #expect(try await guess(["10.0.0.\(number), 203.0.113.5"]) == "credentials_invalid") }
            #expect(try await guess(["10.0.0.99, 203.0.113.5"]) == "too_many_attempts")
            #expect(try await guess(["10.0.0.99", "203.0.113.5"]) == "too_many_attempts")
            #expect(try await guess(["203.0.113.5, 203.0.113.6"]) == "credentials_invalid")
        }
    }

    @Test(
        "who is one network is counted as one",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), (" 192.0.2.1\t", "192.0.2.1"), ("192.0.2.1:4711", "192.0.2.1"),
            ("::ffff:192.0.2.1", "192.0.2.1"), ("[::ffff:192.0.2.1]:80", "192.0.2.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:DB8:1:2::1", "2001:db8:1:2::/64"),
            ("2001:0db8:0001:0002:ffff::", "2001:db8:1:2::/64"), ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
            ("[2001:db8:1:2::9]:4711", "2001:db8:1:2::/64"), ("2001:db8::1", "2001:db8:0:0::/64"),
            ("fe80::1%eth0", "fe80:0:0:0::/64"), ("::1", "0:0:0:0::/64"), ("unknown", "unknown"), ("_hidden", "_hidden"),
            ("1:2:3", "1:2:3"), ("::g", "::g"), ("1::2::3", "1::2::3"),
        ])
    func networks(text: String, counted: String) { #expect(ClientAddress(text)?.counted == counted) }

    @Test("no address", arguments: ["", " ", String(repeating: "a", count: 65), "[]", ":"])
    func none(text: String) { #expect(ClientAddress(text) == nil) }
}
