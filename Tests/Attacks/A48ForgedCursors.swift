// A48: forged page cursors: lists take no parameter at all, so there is none to forge.

import HTTPTypes
import Support
import Testing

@Suite("A48 forged page cursors")
struct A48ForgedCursors {
    @Test(
        "whatever a cursor is called",
        arguments: [
            "cursor=eyJpZCI6MX0", "after=tok_1", "page=2", "page_token=' OR 1=1 --", "limit=1000000", "offset=-1",
            "sort=id;DROP TABLE accounts", "account=usr_ben",
        ])
    func cursors(query: String) async throws {
        try await TestServer.run { server async throws in
            let path = "/api/tokens?" + query.replacing(" ", with: "%20")
            let answer = try await server.send(.get, path, [try await server.login()])
            #expect(answer.status == 400)
            #expect(answer.code == "invalid_request")
        }
    }
}
