// A57: a body of another type than JSON, above all of the types that a form of another site can send.

import Authority
import HTTPTypes
import Support
import Testing

@Suite("A57 content-type confusion")
struct A57ContentTypeConfusion {
    static let json = #"{"username":"ana","password":"correct horse battery staple"}"#

    @Test(
        "415, whatever the body is",
        arguments: [
            "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/plain;application/json",
            "application/x-www-form-urlencoded, application/json", "application/jsonp", "text/html", nil,
        ])
    func types(type: String?) async throws {
        try await TestServer.run { server async throws in
            for body in [Self.json, "username=ana&password=correct+horse+battery+staple", #"{"a":"=1"}"#] {
                let answer = try await server.send(.post, "/api/tokens", body: body, type: type)
                #expect(answer.status == 415)
                #expect(answer.code == "unsupported_media_type")
            }
            #expect(try await server.house.count("sessions") == 0)
        }
    }

    @Test("JSON in another encoding than UTF-8 is no JSON")
    func encodings() async throws {
        try await TestServer.run { server async throws in
            let wide = Self.json.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
            for bytes in [wide, [0xFF, 0xFE] + wide, [0xEF, 0xBB, 0xBF] + Array(Self.json.utf8)] {
                let answer = try await server.send(
                    .post, "/api/tokens", [], bytes: bytes, type: "application/json; charset=utf-16")
                #expect(answer.status == 400)
                #expect(answer.code == "invalid_request")
            }
        }
    }

    @Test(
        "the token endpoint takes forms and nothing else",
        arguments: ["application/json", "text/plain", "multipart/form-data; boundary=b", nil])
    func forms(type: String?) async throws {
        try await TestServer.run { server async throws in
            let (client, secret) = try await server.house.programWithSecret()
            for body in ["grant_type=client_credentials", #"{"grant_type":"client_credentials"}"#] {
                let answer = try await server.send(.post, "/oauth/token", [.basic(client.id, secret)], body: body, type: type)
                #expect(answer.status == 415)
                #expect(answer["error"] == "invalid_request")
            }
            #expect(try await server.house.count("index_blocks") == 0)
        }
    }
}
