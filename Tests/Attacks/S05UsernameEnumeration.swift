// S05: whether an account exists is told by nothing: not by the body, a header, the status, nor the work.

import HTTPTypes
import OAuth
import Support
import Testing

@testable import Authority

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

    @Test("so do the page and the script's door: but for the name itself, which is what was typed")
    func pages() async throws {
        try await TestServer.run(behindProxy: true) { server async throws in
            try await server.house.authority.accounts.disable(.init("ben"), at: server.now)
            var seen: Set<String> = []
            for (number, (name, password)) in [
                ("ana", "wrong"), ("nobody", "wrong"), ("ben", TestAuthority.bensPassword), ("not a name", "wrong"),
            ].enumerated() {
                let address = HTTPField.field("X-Forwarded-For", "198.51.100.\(number)")
                let browser = TestBrowser(server)
                try await browser.get("/login")
                let own = [HTTPField.field("Origin", "https://auth.example.com"), address]
                try await browser.post("/login", browser.hidden + [("username", name), ("password", password)], own)
                let token = browser.hidden.first { $0.name == "form_token" }?.value ?? ""
                let text = browser.page.text.replacing("value=\"\(name)\"", with: "").replacing(token, with: "")
                seen.insert("page \(browser.page.status) \(browser.page.headers.map(\.name.rawName).sorted()) \(text)")
                let body = #"{"username":"\#(name)","password":"\#(password)"}"#
                let answer = try await server.send(.post, "/session", own, body: body)
                seen.insert("script \(answer.status) \(answer.headers.map { "\($0)" }.sorted()) \(answer.text)")
            }
            #expect(seen.count == 2, "\(seen)")
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

    /// A comparison of times would depend on what else the machine does. That each name waits for a hash does not.
    @Test("known, unknown and impossible names all wait for a hash: where none can be made, all are told so")
    func sameWork() async throws {
        try await TestServer.run { server async throws in
            let (hashing, gate) = (server.house.authority.accounts.hashing, Gate())
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<(2 + 64 + 1) {
                    group.addTask {
                        do {
                            try await hashing.run { gate.wait() }
                            return true
                        } catch is OAuthRefusal {
                            return false
                        }
                    }
                }
                // The one that finds the queue full is the first to end.
                #expect(try await group.next() == false)
                var seen: Set<String> = []
                for username in ["ana", "nobody", "not a name!"] {
                    let answer = try await server.token("{}", as: .basic(username, "wrong"))
                    #expect(answer.status == 503, "\(username)")
                    #expect(answer.code == "hash_queue_full")
                    #expect(answer.header("Retry-After") == "1")
                    seen.insert(answer.text)
                }
                #expect(seen.count == 1)
                gate.open()
                for try await hashed in group { #expect(hashed) }
            }
        }
    }
}
