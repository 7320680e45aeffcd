// The other servers of a test: documents by their URL, and everything that was posted to them.

package import Fetching
import OAuth
import Synchronization

/// Answers what a test put there, and nothing else. It tells what was asked for as a stranger's word from the rest.
package final class TestFetch: Fetch {
    /// Something that was sent.
    package struct Posted: Sendable {
        package let url: String
        package let form: [(name: String, value: String)]
        /// Whether the address was to be checked.
        package let isChecked: Bool
    }

    private struct State {
        var documents: [String: Result<FetchedDocument, FetchFault>] = [:]
        var own: [String: FetchedDocument] = [:]
        var statuses: [String: Int] = [:]
        var asked: [String] = []
        var posted: [Posted] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// Puts a document there.
    package func put(
        _ url: String,
        _ text: String,
        status: Int = 200,
        type: String? = "application/json",
        cacheControl: String? = nil
    ) {
        let document = FetchedDocument(
            status: status, body: Array(text.utf8), contentType: type, cacheControl: cacheControl)
        state.withLock { $0.documents[url] = .success(document) }
    }

    /// Puts a document at an address that only an administrator may name.
    package func put(own url: String, _ text: String) {
        let document = FetchedDocument(status: 200, body: Array(text.utf8), contentType: "application/json", cacheControl: nil)
        state.withLock { $0.own[url] = document }
    }

    /// Has a URL fail.
    package func fail(_ url: String, _ fault: FetchFault) {
        state.withLock { $0.documents[url] = .failure(fault) }
    }

    /// What a URL answers to messages.
    package func answer(_ url: String, _ status: Int) { state.withLock { $0.statuses[url] = status } }

    /// The URLs that were asked for as a stranger's word.
    package var asked: [String] { state.withLock { $0.asked } }
    package var posted: [Posted] { state.withLock { $0.posted } }

    package func get(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
        guard let found = state.withLock({ $0.own[url] }) else {
            throw .unreachable(url: url, why: "nobody asked for it as a stranger's word")
        }
        return found
    }

    package func getChecked(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
        let found = state.withLock { state in
            state.asked.append(url)
            return state.documents[url]
        }
        guard let found else { throw .unreachable(url: url, why: "there is no such host") }
        return try found.get()
    }

    package func post(
        _ message: PostedMessage,
        to url: String,
        accept: String
    ) async throws(FetchFault) -> FetchedDocument {
        try take(message, url, isChecked: false)
    }

    package func postChecked(
        _ message: PostedMessage,
        to url: String,
        accept: String
    ) async throws(FetchFault) -> FetchedDocument {
        try take(message, url, isChecked: true)
    }

    private func take(
        _ message: PostedMessage,
        _ url: String,
        isChecked: Bool
    ) throws(FetchFault) -> FetchedDocument {
        let status = state.withLock { state in
            state.posted.append(Posted(url: url, form: FormParameters.of(message.body), isChecked: isChecked))
            return state.statuses[url]
        }
        guard let status else { throw .unreachable(url: url, why: "there is no such host") }
        return FetchedDocument(status: status, body: [])
    }
}
