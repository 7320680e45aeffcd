// A43: a named token is shown once: neither the database nor the list nor the log has it, or a part that would do.

import HTTPTypes
import JOSE
import SQL
import Support
import Testing

@Suite("A43 token leakage")
struct A43TokenLeakage {
    @Test("nothing kept is enough to make the token again")
    func shownOnce() async throws {
        try await TestServer.run { server async throws in
            let made = [
                try await server.token(#"{"name":"laptop"}"#), try await server.token(#"{"audience":"https://auth.example.com"}"#),
            ]
            let list = try await server.send(.get, "/api/tokens", [try await server.login()])
            let kept = try await server.house.dump() + "\n" + list.text + "\n" + server.log.text
            for answer in made {
                let token = try #require(answer["token"])
                for part in token.split(separator: ".") { #expect(!kept.contains(part)) }
                let identifier = try server.house.verifiedAnywhere(token).identifier
                #expect(!kept.contains(try #require(identifier?.split(separator: ".").last)))
            }
            #expect(!kept.contains(TestAuthority.anasPassword))
        }
    }
}
