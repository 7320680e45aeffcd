// Requests that a browser sends for another site: refused at the API, by either of the two headers.

import HTTPTypes
import Support
import Testing

@Suite("Cross-site")
struct CrossSiteTests {
    @Test(
        "foreign",
        arguments: [
            [("Sec-Fetch-Site", "cross-site")], [("Sec-Fetch-Site", "same-site")], [("Sec-Fetch-Site", "")],
            [("Sec-Fetch-Site", "Same-Origin")], [("Origin", "https://evil.example")], [("Origin", "null")],
            [("Origin", "")], [("Origin", "http://auth.example.com")], [("Origin", "https://auth.example.com:444")],
            [("Origin", "https://auth.example.com.evil.example")], [("Origin", "https://AUTH.example.com")],
            [("Origin", "https://auth.example.com/")], [("Origin", "https://evil@auth.example.com")],
            [("Sec-Fetch-Site", "same-origin"), ("Origin", "https://evil.example")],
            [("Sec-Fetch-Site", "cross-site"), ("Origin", "https://auth.example.com")],
            [("Origin", "https://auth.example.com"), ("Origin", "https://evil.example")],
        ])
    func foreign(headers: [(String, String)]) async throws {
        try await TestServer.run { server async throws in
            let fields = headers.map { HTTPField.field($0.0, $0.1) }
            for (method, path) in BodyTests.routes {
                let answer = try await server.send(method, path, fields + [.ana], body: "{}")
                #expect(answer.status == 403, "\(method) \(path)")
                #expect(answer.code == "cross_site_request")
                #expect(answer.header("Access-Control-Allow-Origin") == nil)
            }
            #expect(try await server.house.count("sessions") == 0)
        }
    }

    @Test(
        "own, or no browser",
        arguments: [
            [], [("Sec-Fetch-Site", "same-origin")], [("Sec-Fetch-Site", "none")],
            [("Origin", "https://auth.example.com")],
            [("Sec-Fetch-Site", "same-origin"), ("Origin", "https://auth.example.com")],
        ] as [[(String, String)]])
    func own(headers: [(String, String)]) async throws {
        try await TestServer.run { server async throws in
            let fields = headers.map { HTTPField.field($0.0, $0.1) } + [try await server.login()]
            #expect(try await server.send(.get, "/api/tokens", fields).status == 200)
        }
    }
}
