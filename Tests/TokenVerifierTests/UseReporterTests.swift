// Reports of use: the latest of each token, in batches, kept through an outage, bounded, and never a program's own.

import JOSE
import OAuth
import Support
import Synchronization
import Testing

@testable import TokenVerifier

@Suite("UseReporter")
struct UseReporterTests {
    static let now = TestIssuer.start

    /// Takes reports, and answers with what it is told.
    private final class Recorder: Fetch {
        let messages = Mutex<[(url: String, message: PostedMessage)]>([])
        let status = Mutex(204)

        func get(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument { throw .notAllowed(url: url) }

        func post(_ message: PostedMessage, to url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
            messages.withLock { $0.append((url, message)) }
            let status = status.withLock { $0 }
            if status == 0 { throw .unreachable(url: url, why: "down") }
            return FetchedDocument(status: status, body: [])
        }

        func uses() throws -> [JSONValue] {
            try messages.withLock { $0 }.flatMap {
                try JSONDocument.object(parsing: $0.message.body, limits: JSONLimits(length: 1 << 20, depth: 8))["uses"]?.elements ?? []
            }
        }
    }

    private func made(_ recorder: Recorder) throws -> UseReporter {
        try UseReporter(
            issuer: "https://auth.example", clientID: TestIssuer.clientID, secret: TestIssuer.clientSecret, fetch: recorder)
    }

    private func token(_ identifier: String, client: String = "tessera") async throws -> VerifiedToken {
        let issuer = try TestIssuer()
        let text = try issuer.key.signToken(type: .accessToken) { claims in
            for (name, value) in [
                ("iss", issuer.issuer.value), ("sub", "usr_1"), ("aud", issuer.audience), ("jti", identifier),
                ("client_id", client), ("scope", "x"),
            ] { claims.member(name, value) }
            claims.member("exp", Self.now + 900)
            claims.member("iat", Self.now)
        }
        return try await issuer.verifier().verify(text, at: Self.now)
    }

    @Test("the latest use of each token is posted, with the client's credentials")
    func latest() async throws {
        let recorder = Recorder()
        let reporter = try made(recorder)
        let (first, second) = (try await token("1.1.a"), try await token("1.2.b"))
        reporter.note(first, from: "203.0.113.7", at: Self.now)
        reporter.note(first, from: "203.0.113.8", at: Self.now + 2)
        reporter.note(first, from: "203.0.113.9", at: Self.now + 1)
        reporter.note(second, from: nil, at: Self.now)
        #expect(reporter.count == 2)
        await reporter.flush()
        #expect(reporter.count == 0)
        let sent = recorder.messages.withLock { $0 }
        #expect(sent.count == 1)
        #expect(sent[0].url == "https://auth.example/api/token-uses")
        #expect(sent[0].message.contentType == "application/json")
        #expect(sent[0].message.authorization?.hasPrefix("Basic ") == true)
        let uses = try recorder.uses()
        let use = try #require(uses.first { $0["jti"]?.string == "1.1.a" })
        #expect(use["at"]?.integer == Self.now + 2 && use["address"]?.string == "203.0.113.8")
        #expect(uses.first { $0["jti"]?.string == "1.2.b" }?["address"] == nil)
        await reporter.flush()
        #expect(recorder.messages.withLock { $0.count } == 1)
    }

    @Test("a program's own token is nobody's to look at")
    func programs() async throws {
        let reporter = try made(Recorder())
        reporter.note(try await token("1.1.a", client: "usr_1"), from: nil, at: Self.now)
        #expect(reporter.count == 0)
    }

    @Test("an outage loses nothing; a refusal is not repeated", arguments: [(0, 1), (503, 1), (401, 0), (404, 0)])
    func failures(status: Int, kept: Int) async throws {
        let recorder = Recorder()
        recorder.status.withLock { $0 = status }
        let reporter = try made(recorder)
        let token = try await token("1.1.a")
        reporter.note(token, from: nil, at: Self.now)
        await reporter.flush()
        #expect(reporter.count == kept)
        // What happened since is not overwritten by what is kept.
        reporter.note(token, from: nil, at: Self.now + 9)
        recorder.status.withLock { $0 = 204 }
        await reporter.flush()
        #expect(reporter.count == 0)
        #expect(try recorder.uses().last?["at"]?.integer == Self.now + 9)
    }

    @Test("a batch has a thousand uses at most")
    func batches() async throws {
        let recorder = Recorder()
        let reporter = try made(recorder)
        for number in 0..<2_001 { reporter.note(try await Self.numbered(number), from: "192.0.2.1", at: Self.now) }
        await reporter.flush()
        #expect(recorder.messages.withLock { $0.count } == 3)
        #expect(Set(try recorder.uses().compactMap { $0["jti"]?.string }).count == 2_001)
    }

    private static let issuer = Mutex<(TestIssuer, TokenVerifier)?>(nil)

    /// Many tokens of one issuer: a key for each would take most of the test's time.
    private static func numbered(_ number: Int) async throws -> VerifiedToken {
        let known = issuer.withLock { $0 }
        let (issuer, verifier): (TestIssuer, TokenVerifier)
        if let known {
            (issuer, verifier) = known
        } else {
            let made = try TestIssuer()
            (issuer, verifier) = (made, try made.verifier())
            Self.issuer.withLock { $0 = (issuer, verifier) }
        }
        let text = try issuer.key.signToken(type: .accessToken) { claims in
            for (name, value) in [
                ("iss", issuer.issuer.value), ("sub", "usr_1"), ("aud", issuer.audience), ("jti", "1.\(number).a"),
                ("client_id", "tessera"), ("scope", "x"),
            ] { claims.member(name, value) }
            claims.member("exp", now + 900)
            claims.member("iat", now)
        }
        return try await verifier.verify(text, at: now)
    }
}
