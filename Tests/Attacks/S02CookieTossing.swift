// S02: a second cookie of the same name, which a neighbouring host set.

import HTTPTypes
import Support
import Testing

@Suite("S02 cookie tossing")
struct S02CookieTossing {
    @Test("two cookies of one name are refused, whichever comes first", arguments: [true, false])
    func twice(ownFirst: Bool) async throws {
        try await TestServer.run { server async throws in
            let browser = TestBrowser(server)
            try await browser.signIn()
            let own = try #require(browser.cookie)
            let tossed = "__Host-tessera=abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq"
            for path in ["/account/apps", "/login", "/device"] {
                let answer = try await server.send(
                    .get, path, [.field("Cookie", ownFirst ? "\(own); \(tossed)" : "\(tossed); \(own)")])
                #expect(answer.status == 400, "\(path)")
            }
        }
    }

    @Test(
        "a cookie that another host could have set is not looked at",
        arguments: ["tessera", "tessera-dev", "__Secure-tessera", "__host-tessera"])
    func names(name: String) async throws {
        try await TestServer.run { server async throws in
            let browser = TestBrowser(server)
            try await browser.signIn()
            let value = try #require(browser.cookie).split(separator: "=", maxSplits: 1)[1]
            let answer = try await server.send(.get, "/account/apps", [.field("Cookie", "\(name)=\(value)")])
            #expect(answer.status == 303 && answer.header("Location")?.hasPrefix("/login") == true)
        }
    }
}
