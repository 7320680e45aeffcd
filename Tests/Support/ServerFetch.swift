// Documents of a test server, as an API's verifier fetches them.

package import Fetching
import HTTPTypes
import OAuth

/// The test server as the only host of the world.
package struct ServerFetch: Fetch {
    private let server: TestServer

    package init(server: TestServer) { self.server = server }

    package func get(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
        do {
            let answer = try await server.send(.get, String(url.dropFirst(server.house.issuer.origin.utf8.count)))
            return FetchedDocument(
                status: answer.status, body: answer.body, contentType: answer.header("Content-Type"),
                cacheControl: answer.header("Cache-Control"))
        } catch {
            throw .unreachable(url: url, why: "\(error)")
        }
    }
}
