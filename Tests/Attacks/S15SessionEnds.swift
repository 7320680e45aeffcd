// S15: a session that is kept alive without use, or by use without end.

import HTTPTypes
import Support
import Testing

@Suite("S15 session ends")
struct S15SessionEnds {
    @Test("a session that nobody uses is over after a day, whatever the browser kept")
    func idle() async throws {
        try await TestServer.run { server async throws in
            let browser = TestBrowser(server)
            try await browser.signIn()
            server.wait(86_399)
            #expect(try await browser.get("/account/apps").status == 200)
            server.wait(86_400)
            #expect(try await browser.get("/account/apps").status == 303)
        }
    }

    @Test("a session that is used all the time is over after thirty days")
    func absolute() async throws {
        try await TestServer.run { server async throws in
            let browser = TestBrowser(server)
            try await browser.signIn()
            for _ in 0..<59 {
                server.wait(43_200)
                #expect(try await browser.get("/account/apps").status == 200)
            }
            server.wait(43_200)
            #expect(try await browser.get("/account/apps").status == 303)
        }
    }
}
