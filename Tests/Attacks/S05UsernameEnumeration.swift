// S05: whether an account exists is told by nothing: not by the body, a header, the status, nor the time.

import Authority
import AuthorityServer
import HTTPTypes
import Support
import Testing

@Suite("S05 username enumeration")
struct S05UsernameEnumeration {
    @Test("unknown, known, disabled and impossible accounts answer alike, by Basic and by JSON")
    func alike() async throws {
        try await TestServer.run(behindProxy: true) { server async throws in
            try await server.house.authority.accounts.disable(.init("ben"), at: server.now)
            var seen: Set<String> = []
            let credentials = [
                ("ana", "wrong"), ("nobody", "wrong"), ("ben", TestAuthority.bensPassword), ("ben", "wrong"),
                ("not a name!", "wrong"), ("", "wrong"), (String(repeating: "a", count: 2_000), "wrong"),
            ]
            for (number, (username, password)) in credentials.enumerated() {
                // An address each: it is the answer that is compared here, not the throttle.
                let address = HTTPField.field("X-Forwarded-For", "198.51.100.\(number)")
                let json = #"{"username":"\#(username)","password":"\#(password)"}"#
                let answers = [
                    try await server.send(.post, "/api/tokens", [address, .basic(username, password)]),
                    try await server.send(.post, "/api/tokens", [address], body: json),
                ]
                for answer in answers {
                    let headers = answer.headers.map { "\($0.name): \($0.value)" }.sorted()
                    seen.insert("\(answer.status)\n\(headers)\n\(answer.text)")
                }
            }
            #expect(seen.count == 1, "\(seen)")
        }
    }

    @Test("the throttle counts names that don't exist like those that do")
    func throttled() async throws {
        for username in ["ana", "nobody", "not a name!"] {
            try await TestServer.run { server async throws in
                var statuses: [Int] = []
                for _ in 1...6 { statuses.append(try await server.token("{}", as: .basic(username, "wrong")).status) }
                #expect(statuses == [401, 401, 401, 401, 401, 429], "\(username)")
            }
        }
    }

    @Test("an unknown account takes as long as a known one")
    func time() async throws {
        try await TestServer.run(behindProxy: true) { server async throws in
            var fastest: [String: Duration] = [:]
            for round in 0..<4 {
                for username in ["ana", "nobody", "not a name!"] {
                    let address = HTTPField.field("X-Forwarded-For", "198.51.100.\(round)")
                    let start = ContinuousClock.now
                    _ = try await server.send(.post, "/api/tokens", [address, .basic(username, "wrong")])
                    fastest[username] = min(fastest[username] ?? .seconds(9), .now - start)
                }
            }
            let known = try #require(fastest["ana"])
            for username in ["nobody", "not a name!"] {
                // Without a hash it would be a hundredth; the machine may be busy with other tests.
                #expect(try #require(fastest[username]) * 4 > known, "\(fastest)")
            }
        }
    }
}
