// S21: one account, one spelling: case makes no second account, and no look-alike is a name at all.

import Authority
import AuthorityServer
import HTTPTypes
import OAuth
import Support
import Testing

@Suite("S21 username look-alikes")
struct S21UsernameLookalikes {
    @Test("another case is the same account, when it is made and when it signs in")
    func sameAccount() async throws {
        try await TestServer.run { server async throws in
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await server.house.authority.accounts.create(
                    Username("ANA"), password: Password("a fine password"), at: server.now)
            }
            #expect(refusal?.code == .alreadyExists)
            #expect(try await server.token("{}", as: .basic("AnA", TestAuthority.anasPassword)).status == 201)
        }
    }

    @Test(
        "look-alikes are no names",
        arguments: [
            "аna", "ａｎａ", "an\u{0251}", "a\u{200B}na", "ana\u{202E}", "ana ", " ana", "ana\u{0}", "ⓐna", "ána", "ANA\u{307}",
        ])
    func noNames(text: String) async throws {
        #expect(throws: OAuthRefusal.self) { try Username(text) }
        try await TestServer.run { server async throws in
            #expect(try await server.token("{}", as: .basic(text, TestAuthority.anasPassword)).status == 401)
        }
    }
}
