// Approving without asking: only as long as what was allowed before is allowed.

import OAuth
import Records
import SQL
import Support
import Testing

@testable import Authority

@Suite("Silent approval")
struct SilentApprovalTests {
    @Test("what is taken back between the question and the answer gives no code, and does not come back by itself")
    func race() async throws {
        try await TestAuthority.run { house in
            let (authority, now) = (house.authority, TestAuthority.now)
            var metadata = ClientMetadata()
            (metadata.redirectURIs, metadata.grantTypes) = ([TestClient.callback], ["authorization_code"])
            let client = try await authority.clients.register(
                ClientRegistration(id: nil, metadata: metadata), at: now
            ).client
            let session = Session(
                id: "ses_a", account: house.ana.id, handle: StatusHandle(list: 0, index: 0), createdAt: now,
                expiresAt: now + 3_600)
            try await house.database.write { try Session.insert(session, in: $0) }
            let signedIn = SignedIn(account: house.ana, session: session)
            let parameters = try RequestParameters([
                ("response_type", "code"), ("client_id", client.id), ("redirect_uri", TestClient.callback),
                ("scope", "openid notes:read"), ("code_challenge_method", "S256"),
                ("code_challenge", CodeChallenge.of(TestClient.verifier)),
            ])
            let desk = authority.authorizations
            let request = try await desk.read(await desk.open(parameters, at: now))
            func approve(silently isSilent: Bool) async throws -> AuthorizationAnswer? {
                let items = try await desk.items(of: request.wanted, nil, for: house.ana, at: request.client)
                return try await desk.approve(request, items, by: signedIn, isSilent: isSilent, at: now)
            }
            #expect(try await approve(silently: true) == nil)
            #expect(try await approve(silently: false) != nil)
            #expect(try await approve(silently: true) != nil)
            let grant = try #require(try await authority.consents.live(of: house.ana).first)
            try await authority.consents.takeBack(grant.id, of: nil, at: now)
            #expect(try await approve(silently: true) == nil)
            #expect(try await authority.consents.live(of: house.ana).isEmpty)
        }
    }
}
