// What anyone may fetch: keys, metadata and status lists, with the headers that caches need.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Documents")
struct DocumentTests {
    @Test("the key set: one public key, for anyone to read and cache")
    func keys() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.get, "/.well-known/jwks.json")
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == "application/jwk-set+json")
            #expect(answer.header("Cache-Control") == "public, max-age=300")
            #expect(answer.header("Access-Control-Allow-Origin") == "*")
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            let key = try #require(answer.json?["keys"]?.elements?.first)
            #expect(key["kty"]?.string == "EC")
            #expect(key["d"] == nil)
            let set = try JWKSet(parsing: answer.body, algorithms: [.es256])
            #expect(set.keys.map(\.keyID) == server.house.authority.keys.published.keys.map(\.keyID))
        }
    }

    @Test("the metadata says what is true so far")
    func metadata() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(.get, "/.well-known/oauth-authorization-server")
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == "application/json")
            #expect(answer["issuer"] == "https://auth.example.com")
            #expect(answer["jwks_uri"] == "https://auth.example.com/.well-known/jwks.json")
            #expect(answer.json?["response_types_supported"]?.elements?.compactMap(\.string) == ["code"])
            #expect(answer["token_endpoint"] == "https://auth.example.com/oauth/token")
            #expect(
                answer.json?["grant_types_supported"]?.elements?.compactMap(\.string) == [
                    "authorization_code", "refresh_token", "client_credentials",
                    "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange",
                ])
            #expect(answer["device_authorization_endpoint"] == "https://auth.example.com/oauth/device_authorization")
            #expect(
                answer.json?["token_endpoint_auth_methods_supported"]?.elements?.compactMap(\.string)
                    == ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"])
        }
    }

    @Test(
        "public documents: HEAD has the fields of GET and no body, OPTIONS says what is taken, the rest is 405",
        arguments: [
            "/.well-known/jwks.json", "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration",
            "/status/lists", "/status/1",
        ])
    func methods(path: String) async throws {
        try await TestServer.run { server async throws in
            _ = try await server.login()
            let whole = try await server.send(.get, path)
            let head = try await server.send(.head, path)
            #expect(head.status == 200 && head.body.isEmpty && !whole.body.isEmpty)
            for name in ["Content-Type", "Cache-Control", "Access-Control-Allow-Origin", "ETag"] {
                #expect(head.header(name) == whole.header(name), "\(name)")
            }
            let options = try await server.send(.options, path)
            #expect(options.status == 204 && options.header("Allow") == "GET, HEAD, OPTIONS")
            #expect(options.header("Access-Control-Allow-Origin") == "*")
            for method in [HTTPRequest.Method.post, .put, .patch, .delete] {
                let answer = try await server.send(method, path)
                #expect(answer.status == 405 && answer.header("Allow") == "GET, HEAD, OPTIONS")
                #expect(answer.code == "method_not_allowed")
            }
        }
    }

    @Test("endpoints say which methods they take, and judge every one of them")
    func endpoints() async throws {
        try await TestServer.run { server async throws in
            for path in ["/oauth/token", "/oauth/par", "/oauth/revoke"] {
                for method in [HTTPRequest.Method.get, .head, .put, .patch, .delete] {
                    let answer = try await server.send(method, path)
                    #expect(answer.status == 405 && answer.header("Allow") == "POST, OPTIONS", "\(method) \(path)")
                    let judged = try await server.send(method, path + "?access_token=x")
                    #expect(judged.status == 400, "\(method) \(path)")
                }
            }
            #expect(try await server.send(.put, "/oauth/userinfo").header("Allow") == "GET, POST, OPTIONS")
            #expect(try await server.send(.put, "/oauth/userinfo?access_token=x").status == 400)
        }
    }

    @Test("the lists of ways and algorithms are those of the code, and introspection is for proven clients")
    func lists() async throws {
        try await TestServer.run { server async throws in
            let metadata = try await server.send(.get, "/.well-known/openid-configuration")
            func list(_ name: String) -> [String] { metadata.json?[name]?.elements?.compactMap(\.string) ?? [] }
            let all = SignatureAlgorithm.allCases.filter { !$0.isSymmetric }.map(\.name)
            for name in [
                "id_token", "userinfo", "request_object", "token_endpoint_auth", "introspection_endpoint_auth",
                "revocation_endpoint_auth",
            ] {
                #expect(list("\(name)_signing_alg_values_supported") == all, "\(name)")
            }
            #expect(list("introspection_signing_alg_values_supported") == ["ES256"])
            let ways = list("token_endpoint_auth_methods_supported")
            #expect(ways == list("revocation_endpoint_auth_methods_supported"))
            #expect(list("introspection_endpoint_auth_methods_supported") == ways.filter { $0 != "none" })
        }
    }

    @Test("a status list, asked again with its tag, and after a revocation")
    func statusList() async throws {
        try await TestServer.run { server async throws in
            let login = try await server.login()
            let answer = try await server.send(.get, "/status/1")
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == "application/statuslist+jwt")
            #expect(answer.header("Cache-Control") == "public, no-cache")
            #expect(answer.header("Access-Control-Allow-Origin") == "*")
            let tag = try #require(answer.header("ETag"))
            #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""))

            let same = try await server.send(.get, "/status/1", [.field("If-None-Match", tag)])
            #expect(same.status == 304)
            #expect(same.body.isEmpty)
            #expect(same.header("ETag") == tag)
            #expect(same.header("Cache-Control") == "public, no-cache")

            let id = try #require(try await server.token("{}", as: login)["id"])
            #expect(try await server.send(.delete, "/api/tokens/\(id)", [login]).status == 204)
            let changed = try await server.send(.get, "/status/1", [.field("If-None-Match", tag)])
            #expect(changed.status == 200)
            #expect(changed.header("ETag") != tag)
            #expect(changed.text != answer.text)
        }
    }

    @Test("a status list in its two forms, each under its own tag")
    func forms() async throws {
        try await TestServer.run { server async throws in
            _ = try await server.login()
            let gzip = HTTPField.field("Accept-Encoding", "gzip")
            let plain = try await server.send(.get, "/status/1")
            let packed = try await server.send(.get, "/status/1", [gzip])
            #expect(plain.header("Content-Encoding") == nil)
            #expect(packed.header("Content-Encoding") == "gzip")
            #expect(packed.body.starts(with: [0x1F, 0x8B]))
            #expect(packed.header("Content-Type") == "application/statuslist+jwt")
            for answer in [plain, packed] { #expect(answer.header("Vary") == "Accept-Encoding") }
            let tags = [try #require(plain.header("ETag")), try #require(packed.header("ETag"))]
            #expect(tags[0] != tags[1])

            for (form, tag) in [([], tags[0]), ([gzip], tags[1])] as [([HTTPField], String)] {
                let same = try await server.send(
                    .get, "/status/1", form + [.field("If-None-Match", "\"other\", W/\(tag)")])
                #expect(same.status == 304)
                #expect(same.header("ETag") == tag)
                #expect(same.header("Vary") == "Accept-Encoding")
                #expect(same.body.isEmpty)
                let other = tag == tags[0] ? tags[1] : tags[0]
                #expect(
                    try await server.send(.get, "/status/1", form + [.field("If-None-Match", other)]).status == 200)
                let head = try await server.send(.head, "/status/1", form)
                #expect(head.status == 200)
                #expect(head.header("ETag") == tag)
                #expect(head.header("Content-Length") == "\((form.isEmpty ? plain : packed).body.count)")
                #expect(head.body.isEmpty)
            }
        }
    }

    @Test("how a list was at another time is not told", arguments: ["?time=1800000000", "?time", "?a=b&time=", "?%74ime=1"])
    func otherTime(query: String) async throws {
        try await TestServer.run { server async throws in
            _ = try await server.login()
            let answer = try await server.send(.get, "/status/1" + query)
            #expect(answer.status == 501)
            #expect(answer.code == "not_implemented")
        }
    }

    @Test("the list of all lists")
    func aggregation() async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.send(.get, "/status/lists").text == #"{"status_lists":[]}"#)
            server.wait(1)
            _ = try await server.login()
            let answer = try await server.send(.get, "/status/lists")
            #expect(answer.text == #"{"status_lists":["https://auth.example.com/status/1"]}"#)
            #expect(answer.header("Content-Type") == "application/json")
            #expect(answer.header("Access-Control-Allow-Origin") == "*")
            #expect(try await server.send(.head, "/status/lists").status == 200)
            let metadata = try await server.send(.get, "/.well-known/oauth-authorization-server")
            #expect(metadata["status_list_aggregation_endpoint"] == "https://auth.example.com/status/lists")
            #expect(metadata["status_list_changes_endpoint"] == "https://auth.example.com/status/changes")
        }
    }

    @Test(
        "no status list",
        arguments: ["2", "0", "-1", "01", "+1", "1.0", "1a", "%31", "９", "99999999999999999999", "1.json", "x"])
    func unknown(name: String) async throws {
        try await TestServer.run { server async throws in
            _ = try await server.login()
            let answer = try await server.send(.get, "/status/\(name)")
            #expect(answer.status == 404)
            #expect(answer.code == "not_found")
        }
    }

    @Test(
        "documents need no credentials and mind no other site",
        arguments: [
            "/.well-known/jwks.json", "/.well-known/oauth-authorization-server", "/status/1", "/", "/healthz",
        ])
    func open(path: String) async throws {
        try await TestServer.run { server async throws in
            _ = try await server.login()
            let foreign: [HTTPField] = [
                .field("Origin", "https://evil.example"), .field("Sec-Fetch-Site", "cross-site"),
            ]
            let answer = try await server.send(.get, path, foreign)
            #expect(answer.status == 200)
            #expect(answer.header("Access-Control-Allow-Credentials") == nil)
        }
    }
}
