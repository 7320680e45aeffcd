// A30: guessing credentials: one answer for whatever is wrong, and parallel guesses buy nothing.

import Authority
import HTTPTypes
import Support
import Testing

@Suite("A30 credential guessing")
struct A30CredentialGuessing {
    @Test("of thirty guesses at once five are looked at")
    func parallel() async throws {
        try await TestServer.run { server async throws in
            let answers = try await withThrowingTaskGroup(of: TestAnswer.self) { group in
                for number in 0..<30 {
                    group.addTask { try await server.token("{}", as: .basic("ana", "guess \(number)")) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0.status == 401 && $0.code == "credentials_invalid" } == 5)
            #expect(answers.count { $0.status == 429 && $0.code == "too_many_attempts" } == 25)
        }
    }

    @Test("the right password among too many guesses is not told from a wrong one")
    func rightAmongWrong() async throws {
        try await TestServer.run { server async throws in
            for _ in 1...5 { _ = try await server.token("{}", as: .basic("ana", "wrong")) }
            let (right, wrong) = (try await server.token(), try await server.token("{}", as: .basic("ana", "wrong")))
            #expect(right.status == 429)
            #expect(right.text == wrong.text)
        }
    }

    @Test("a client's secret: unknown, disabled, wrong and expired are one answer")
    func clients() async throws {
        try await TestServer.run { server async throws in
            let (client, secret) = try await server.house.programWithSecret()
            let (gone, gones) = try await server.house.programWithSecret("gone")
            try await server.house.authority.clients.disable(gone.id, at: TestAuthority.now)
            let short = try await server.house.authority.clients.addSecret(to: client.id, lifetime: 5, at: TestAuthority.now)
            server.wait(5)
            var answers: Set<String> = []
            for (id, secret) in [
                (client.id, "guess"), (client.id, secret.dropLast() + "\(secret.hasSuffix("A") ? "B" : "A")"), (client.id, short),
                (gone.id, gones),
                ("cli_AAAAAAAAAAAAAAAA", secret),
            ] {
                let answer = try await server.send(
                    .post, "/oauth/token", [.basic(id, secret)], body: "grant_type=client_credentials",
                    type: "application/x-www-form-urlencoded")
                #expect(answer.status == 401)
                answers.insert(answer.text)
            }
            #expect(answers.count == 1)
        }
    }
}
