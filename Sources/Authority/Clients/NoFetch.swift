// An authority that fetches nothing: a command's, which serves nobody, and a test's without neighbours.

package import Fetching

/// Refuses every fetch.
package struct NoFetch: Fetch {
    package init() {}

    package func get(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
        throw .notAllowed(url: url)
    }
}
