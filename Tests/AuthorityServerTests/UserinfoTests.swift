// The userinfo endpoint: the ways in which a token may come, and what it opens.

import HTTPTypes
import OAuth
import Support
import Testing

@Suite("Userinfo")
struct UserinfoTests {
    private static let form = "application/x-www-form-urlencoded"

    @Test("a token comes in the header, or in the form of a POST, and never in both or in the URL")
    func ways() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let token = try #require(try await client.redeem(client.code())["access_token"])
            let (header, body) = (HTTPField.field("Authorization", "Bearer \(token)"), "access_token=\(token)")
            let ways: [(HTTPRequest.Method, String, [HTTPField], String?, Int)] = [
                (.get, "", [header], nil, 200), (.post, "", [header], nil, 200), (.post, "", [], body, 200),
                (.post, "", [header], body, 400), (.get, "?\(body)", [], nil, 400), (.post, "?\(body)", [], nil, 400),
                (.post, "", [], "access_token=", 401), (.get, "", [], nil, 401),
            ]
            for (method, query, fields, body, status) in ways {
                let answer = try await server.send(
                    method, "/oauth/userinfo\(query)", fields, body: body, type: body == nil ? nil : Self.form)
                #expect(answer.status == status, "\(method) \(query) \(body ?? "")")
                if status == 200 { #expect(answer["sub"] == "usr_ana") }
                if status == 401 { #expect(answer.header("WWW-Authenticate")?.hasPrefix("Bearer ") == true) }
            }
        }
    }

    @Test("a token without the scope openid opens nothing here")
    func noOpenID() async throws {
        try await TestServer.run { server async throws in
            let client = try await TestClient(server)
            let token = try #require(try await client.redeem(client.code(scope: "notes:read"))["access_token"])
            let answer = try await server.send(
                .get, "/oauth/userinfo", [HTTPField.field("Authorization", "Bearer \(token)")])
            #expect(answer.status == 403)
        }
    }
}
