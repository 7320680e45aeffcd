// S13: a stored hash that was tampered with takes neither memory nor time, and an old one is renewed at login.

import AuthorityServer
import Records
import SQL
import Support
import Testing

@Suite("S13 hash parameters")
struct S13HashParameters {
    @Test(
        "a row that asks for gigabytes or hours is a fault, told to the log alone",
        arguments: [
            "m=4194304,t=2,p=1", "m=19456,t=1000000,p=1", "m=19456,t=2,p=16777215",
        ])
    func hostile(costs: String) async throws {
        try await TestServer.run { server async throws in
            try await store(TestAuthority.anasHash.replacing("m=19456,t=2,p=1", with: costs), server)
            let answer = try await server.token()
            #expect(answer.status == 500)
            #expect(answer.code == "server_error")
            #expect(!answer.text.contains("argon"))
            #expect(server.log.text.contains("parameters out of bounds"))
            #expect(!server.log.text.contains(costs))
        }
    }

    @Test(
        "another scheme is never taken, above all no plain text",
        arguments: [
            TestAuthority.anasPassword, "", "$plain$correct horse battery staple", "{SSHA}abc",
        ])
    func scheme(stored: String) async throws {
        try await TestServer.run { server async throws in
            try await store(stored, server)
            #expect(try await server.token().status == 500)
        }
    }

    @Test("an old hash becomes one of today at login, and only then")
    func renewed() async throws {
        try await TestServer.run { server async throws in
            try await store(TestAuthority.anasOldHash, server)
            #expect(try await server.token().status == 201)
            let hash = try await server.house.database.read {
                try Account.find(username: "ana", in: $0)?.passwordHash
            }
            #expect(hash?.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$") == true)
            #expect(try await server.token().status == 201)
        }
    }

    private func store(_ hash: String, _ server: TestServer) async throws {
        _ = try await server.house.database.write {
            try Account.updatePassword(id: "usr_ana", hash: hash, at: server.now, in: $0)
        }
    }
}
