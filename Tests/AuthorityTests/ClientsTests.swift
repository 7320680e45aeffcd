// Clients: made, given rights and secrets, and let in by a secret alone.

import OAuth
import Records
import SQL
import Support
import Testing

@testable import Authority

@Suite("Clients")
struct ClientsTests {
    static let now = TestAuthority.now

    @Test("a client is made with a secret that only its digest is kept of", arguments: TestDatabase.all)
    func create(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house async throws in
            let clients = house.authority.clients
            let (client, secret) = try await clients.create(name: "Nightly export", at: Self.now)
            #expect(client.id.hasPrefix("cli_"))
            #expect(secret.wholeMatch(of: /tessera_cs_[A-Za-z0-9_-]{43}/) != nil)
            #expect(try await house.database.read { try Client.find(id: client.id, in: $0) } == client)
            let listed = try #require(try await clients.all(at: Self.now).first)
            #expect(listed.client == client)
            #expect(listed.secrets.map(\.fingerprint) == [String(SecretDigest.of(secret).prefix(8))])
            #expect(listed.rights.isEmpty && listed.guards.isEmpty)
            let caller = try await clients.authenticate(id: client.id, secret: secret, at: Self.now)
            #expect(caller.client.record == client)
        }
    }

    @Test("a name that can't be shown is refused", arguments: ["", "  ", "a\u{202E}b", "a\0b", String(repeating: "a", count: 101)])
    func names(name: String) async throws {
        try await TestAuthority.run { house async throws in
            let refusal = await #expect(throws: OAuthRefusal.self) {
                _ = try await house.authority.clients.create(name: name, at: Self.now)
            }
            #expect(refusal?.code == .invalidRequest)
            #expect(try await house.count("clients") == 0)
        }
    }

    @Test("whatever is wrong with a client's credentials, the answer is one")
    func refused() async throws {
        try await TestAuthority.run { house async throws in
            let clients = house.authority.clients
            let (client, secret) = try await clients.create(name: "One", at: Self.now)
            let (other, others) = try await clients.create(name: "Other", at: Self.now)
            let (gone, gones) = try await clients.create(name: "Gone", at: Self.now)
            _ = try await house.database.write { try Client.disable(id: gone.id, at: Self.now, in: $0) }
            let wrong = [
                (client.id, ""), (client.id, others), (client.id, secret + "A"), (client.id, String(secret.dropLast())),
                (client.id, secret.lowercased()), (client.id, SecretDigest.of(secret)), (other.id, secret),
                (gone.id, gones), ("cli_none", secret), ("", secret), ("cli\0", secret), (client.id.uppercased(), secret),
                (String(repeating: "c", count: 65), secret), (client.id, String(repeating: "s", count: 100_000)),
            ]
            var sentences: Set<String> = []
            for (id, secret) in wrong {
                let refusal = await #expect(throws: OAuthRefusal.self, "\(id)") {
                    _ = try await clients.authenticate(id: id, secret: secret, at: Self.now)
                }
                #expect(refusal?.code == .invalidClient)
                sentences.insert(refusal?.sentence ?? "")
            }
            #expect(sentences.count == 1)
        }
    }

    @Test("a secret is replaced without a gap, and its end is exact")
    func rotate() async throws {
        try await TestAuthority.run { house async throws in
            let clients = house.authority.clients
            let (client, first) = try await clients.create(name: "One", at: Self.now)
            let second = try await clients.addSecret(to: client.id, at: Self.now + 1)
            let third = try await clients.addSecret(to: client.id, lifetime: 60, at: Self.now + 2)
            let fingerprint = String(SecretDigest.of(first).prefix(8))
            try await clients.expireSecret(fingerprint, of: client.id, from: Self.now + 50, at: Self.now + 3)
            for (secret, at, isGood) in [
                (first, 49, true), (first, 50, false), (second, 5_000, true), (third, 61, true), (third, 62, false),
            ] {
                let answer = try? await clients.authenticate(id: client.id, secret: secret, at: Self.now + at)
                #expect((answer != nil) == isGood, "\(at)")
            }
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await clients.expireSecret(fingerprint, of: client.id, from: Self.now, at: Self.now + 50)
            }
            #expect(refusal?.code == .notFound)
        }
    }

    @Test("a client has so many secrets and no more; one that expired counts no longer")
    func many() async throws {
        try await TestAuthority.run { house async throws in
            let clients = house.authority.clients
            let (client, _) = try await clients.create(name: "One", at: Self.now)
            for _ in 1..<Clients.secretsAtOnce {
                _ = try await clients.addSecret(to: client.id, lifetime: 60, at: Self.now)
            }
            let refusal = await #expect(throws: OAuthRefusal.self) {
                _ = try await clients.addSecret(to: client.id, at: Self.now + 59)
            }
            #expect(refusal?.code == .invalidRequest)
            _ = try await clients.addSecret(to: client.id, at: Self.now + 60)
        }
    }

    @Test("rights are given, and only such as there are")
    func rights() async throws {
        try await TestAuthority.run { house async throws in
            let clients = house.authority.clients
            let (client, _) = try await clients.create(name: "One", at: Self.now)
            #expect(try await clients.grant(["notes:read"], of: nil, to: client.id) == ["notes:read"])
            #expect(try await clients.grant(nil, of: TestAuthority.api, to: client.id) == TestAuthority.scopes)
            #expect(try await clients.setGuard(client.id, of: nil, to: true) == [TestAuthority.api])
            let listed = try #require(try await clients.all(at: Self.now).first)
            #expect(listed.rights.map(\.api) == [TestAuthority.api])
            #expect(listed.rights.map(\.scopes) == [TestAuthority.scopes])
            #expect(listed.guards == [TestAuthority.api])
            #expect(try await clients.setGuard(client.id, of: nil, to: false) == [])

            for (scopes, api, id, code) in [
                (["none"], nil, client.id, .invalidScope), (["notes:read"], "urn:none", client.id, .invalidTarget),
                (["notes:read"], nil, "cli_none", .notFound), (["notes:read"], nil, "a\0", .notFound),
            ] as [([String], String?, String, OAuthRefusal.Code)] {
                let refusal = await #expect(throws: OAuthRefusal.self) {
                    _ = try await clients.grant(scopes, of: api, to: id)
                }
                #expect(refusal?.code == code)
            }
        }
    }
}
