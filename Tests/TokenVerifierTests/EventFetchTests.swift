// Opening a stream over HTTP: what counts as one, and that it may be silent for longer than any document.

import Support
import Testing

@testable import TokenVerifier

@Suite("Streams over HTTP")
struct EventFetchTests {
    @Test("a stream that is silent is not cut by the limits of documents; cancelled, it is closed")
    func silent() async throws {
        let server = try await ChangesServer.start()
        let url = try #require(server.issuer.changesURL)
        let reader = Task {
            var text = ""
            let bytes = try await HTTPFetch(timeout: 3).events(url, after: "0")
            for try await chunk in bytes { text += String(decoding: chunk, as: UTF8.self) }
            return text
        }
        await Patience.until { server.listeners == 1 }
        #expect(server.asked == ["0"])
        try await Task.sleep(for: .milliseconds(3_500))
        #expect(server.listeners == 1)
        server.cut(isClean: true)
        #expect(try await reader.value == "retry: 1000\n\nid: 0\ndata: {\"version\":0}\n\n")
        // The server sees the end of the first a moment later, and counts it until then.
        await Patience.until { server.listeners == 0 }
        let other = Task {
            let bytes = try await HTTPFetch(timeout: 60).events(url, after: nil)
            for try await _ in bytes {}
        }
        await Patience.until { server.listeners == 1 }
        other.cancel()
        await Patience.until { server.listeners == 0 }
        #expect(server.listeners == 0)
        #expect(server.asked == ["0", nil])
    }

    @Test("no stream: another status, another type, another scheme, nobody there")
    func refused() async throws {
        let server = try await ChangesServer.start()
        let url = try #require(server.issuer.changesURL)
        server.refusal = 503
        await #expect(throws: FetchFault.unreachable(url: url, why: "it answered 503")) {
            try await HTTPFetch(timeout: 60).events(url, after: nil)
        }
        let document = server.issuer.listURI(1)
        await #expect(throws: FetchFault.unreachable(url: document, why: "its answer is no stream of events")) {
            try await HTTPFetch(timeout: 60).events(document, after: nil)
        }
        await #expect(throws: FetchFault.notAllowed(url: "http://auth.example/changes")) {
            try await HTTPFetch(timeout: 60).events("http://auth.example/changes", after: nil)
        }
        try await server.kill()
        await #expect(throws: FetchFault.self) { try await HTTPFetch(timeout: 60).events(url, after: nil) }
    }

    @Test("a fetch that knows no streams says so, and checks as it gets")
    func without() async throws {
        let issuer = try TestIssuer()
        let url = issuer.listURI(1)
        await #expect(throws: FetchFault.notAllowed(url: url)) { try await issuer.events(url, after: nil) }
        #expect(try await issuer.getChecked(url, accept: "").status == 404)
    }
}
