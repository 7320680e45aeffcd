// A fetch ends in time, whatever it waits for.

import Testing

@testable import Fetching

@Suite("Fetch deadlines")
struct FetchDeadlineTests {
    /// A resolver that hears of no cancellation: it ends when it is told to.
    private struct Resolver {
        let told: AsyncStream<Void>
        let end: AsyncStream<Void>.Continuation

        init() { (told, end) = AsyncStream.makeStream() }

        func addresses(_ host: String) async -> [IPAddress] {
            let told = told
            await Task.detached { for await _ in told {} }.value
            return []
        }
    }

    @Test("a name that is not looked up in time is not waited for", .timeLimit(.minutes(10)))
    func resolving() async {
        let resolver = Resolver()
        let fault = await #expect(throws: FetchFault.self) {
            _ = try await HTTPFetch(timeout: 1).askChecked(
                "https://slow.example/", accept: "application/json", resolve: resolver.addresses)
        }
        #expect(fault == .timedOut(url: "https://slow.example/", seconds: 1))
        // Only now may it end.
        resolver.end.finish()
    }

    @Test("whoever is cancelled waits no longer", .timeLimit(.minutes(10)))
    func cancelled() async {
        let resolver = Resolver()
        let asking = Task {
            try await HTTPFetch(timeout: 3_600).askChecked(
                "https://slow.example/", accept: "application/json", resolve: resolver.addresses)
        }
        asking.cancel()
        await #expect(throws: FetchFault.self) { _ = try await asking.value }
        resolver.end.finish()
    }
}
