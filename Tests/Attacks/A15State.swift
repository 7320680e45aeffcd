// A15: a state that is long, or meant to become part of a page or of a URL: it comes back byte for byte.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("A15 state handling")
struct A15State {
    @Test(
        "byte for byte, in the query and in a form",
        arguments: [
            String(repeating: "s", count: 2_048), "\"><script>alert(1)</script>", "a&code=evil&b=c#d", "%00%0d%0aSet-Cookie: a=b",
            "\r\nLocation: https://evil.example/", "ä€😀", "a+b c%20d", "'\"`<>&;", "null", "\u{202E}abc",
        ])
    func state(state: String) async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let browser = TestBrowser(server)
            let answer = try await browser.authorize(client.parameters(["state": state]))
            #expect(answer["state"].map { Array($0.utf8) } == Array(state.utf8) && answer["code"] != nil)
            #expect(browser.page.headers[values: .setCookie].isEmpty)
            let form = client.parameters(["state": state, "response_mode": "form_post"])
            try await browser.get("/oauth/authorize?\(FormParameters.text(form))")
            #expect(browser.hidden.first { $0.name == "state" }.map { Array($0.value.utf8) } == Array(state.utf8))
            #expect(browser.page.text.components("<script>") == 1)
        }
    }
}

extension String {
    /// How often a text stands in it.
    fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}
