// A47: what named something once never names something else: tokens, status lists and their places.

import Authority
import JOSE
import OAuth
import Support
import Testing

@Suite("A47 identifier recycling")
struct A47IdentifierRecycling {
    @Test("over days of issuing, taking back and forgetting")
    func never() async throws {
        try await TestAuthority.run(on: .rehearsed) { house async throws in
            var (identifiers, handles): (Set<String>, Set<StatusReference>) = ([], [])
            for day in 0..<4 {
                let now = TestAuthority.now + day * 86_400
                for number in 0..<5 {
                    let token = try await house.named("ana", "laptop", expiresIn: 60 + number, at: now)
                    #expect(identifiers.insert(token.id).inserted)
                    let claims = try UnverifiedToken(parsing: token.token).unverifiedClaims()
                    let status = try #require(try StatusReference(in: claims))
                    #expect(handles.insert(status).inserted)
                    try await house.authority.tokens.takeBack(token.id, of: house.ana, at: now)
                }
                try await house.authority.upkeep.sweep(at: now + 80_000)
                #expect(try await house.count("named_tokens") == 0)
                #expect(try await house.count("status_lists") == 0)
            }
        }
    }
}
