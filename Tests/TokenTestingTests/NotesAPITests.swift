// The tests of an API as its author writes them: every refusal, and no network.

import Hummingbird
import HummingbirdTesting
import Testing
import TokenTesting

@Suite struct NotesAPITests {
    let authority: TestAuthority
    let tokens: TokenVerifier

    init() throws {
        authority = try TestAuthority(audience: "https://notes.example.com")
        tokens = try authority.verifier()
    }

    @Test func listsTheNotesOfTheCaller() async throws {
        let token = try authority.token(subject: "usr_ana", scopes: ["notes:read"])
        try await notesAPI(tokens: tokens).test(.router) { client in
            let answer = try await client.execute(uri: "/notes", method: .get, token: token)
            #expect(String(buffer: answer.body) == "notes of usr_ana")
            let none = try await client.execute(uri: "/notes", method: .get, token: nil)
            #expect(none.tokenError == .missing)
        }
    }

    @Test(arguments: TokenFlaw.allCases)
    func refuses(flaw: TokenFlaw) async throws {
        let token = try authority.token(flaw, scopes: ["notes:read"])
        try await notesAPI(tokens: tokens).test(.router) { client in
            let answer = try await client.execute(uri: "/notes", method: .get, token: token)
            #expect(answer.tokenError == flaw.expected)
        }
    }
}
