// The stream of changes over real sockets that break in every way: no revocation is lost, none is undone, and the metrics
// say what was done.

import Logging
import MetricsTestKit
import OAuth
import Support
import Testing

@testable import TokenVerifier

@Suite("Revocation feed")
struct RevocationFeedTests {
    static let now = TestIssuer.start

    /// A server, a verifier that has heard its stream, and the tokens of a list's handles.
    struct Setting {
        let server: ChangesServer
        let verifier: TokenVerifier
        let metrics = TestMetrics()
        let log = RecordedLog()

        init(
            silence: Int = 120_000,
            statusUnavailable: StatusUnavailable = .refuse,
            cache: TokenCaching = .off
        ) async throws {
            server = try await ChangesServer.start()
            var means = VerifierMeans(
                fetch: HTTPFetch(timeout: 60), now: { RevocationFeedTests.now },
                metrics: VerifierMetrics(factory: metrics), logger: log.logger)
            means.pacing.silence = silence
            means.pacing.leastSilence = silence / 2
            (means.pacing.firstPause, means.pacing.longestPause, means.pacing.settled) = (5, 50, 0)
            means.pacing.jitter = { _ in 0 }
            verifier = try server.issuer.verifier(
                statusUnavailable: statusUnavailable, cache: cache, means: means)
        }

        func token(_ index: Int, list: Int = 1) throws -> String {
            try server.issuer.token(expiresIn: 1_000_000, status: server.issuer.handle(index, list: list))
        }

        func code(_ index: Int, list: Int = 1, after seconds: Int = 0) async throws -> String? {
            await TokenVerifierTests.code(verifier, try token(index, list: list), at: now + seconds)
        }

        /// Verifies once, waits until the stream is heard, and verifies again.
        func begin() async throws {
            #expect(try await code(0) == nil)
            await heard()
            #expect(try await code(0) == nil)
        }

        func heard(_ connections: Int = 1) async {
            await Patience.until { server.asked.count >= connections && events("version") >= connections }
        }

        /// Waits until a token is refused, at the same moment of its time: no polling can bring that.
        func isRefused(_ index: Int, list: Int = 1) async throws -> Bool {
            for _ in 0..<20_000 {
                if try await code(index, list: list) == "revoked" { return true }
                try await Task.sleep(for: .milliseconds(2))
            }
            return false
        }

        func counter(_ label: String, _ name: String? = nil, _ value: String = "") -> Int {
            let dimensions = name.map { [($0, value)] } ?? []
            return (try? metrics.expectCounter(label, dimensions).totalValue).map { Int($0) } ?? 0
        }

        func events(_ kind: String) -> Int { counter("token_status_stream_events_total", "kind", kind) }

        var isHeard: Bool { verifier.trusts[0].lists.isHeard }

        var fallbacks: Int { counter("token_status_fallback_total") }

        var isConnected: Double? {
            try? metrics.expectGauge(
                "token_status_stream_connected", [("issuer", server.issuer.issuer.value)]
            ).lastValue
        }
    }

    @Test("a revocation is heard, of a known list and of one that is asked for later", arguments: [TokenCaching.off, .tokens(9)])
    func heard(cache: TokenCaching) async throws {
        let setting = try await Setting(cache: cache)
        try await setting.begin()
        #expect(setting.isConnected == 1)
        let fetched = setting.server.issuer.count("/status/1")
        setting.server.revoke(5)
        #expect(try await setting.isRefused(5))
        setting.server.revoke(6, list: 2)
        #expect(try await setting.isRefused(6, list: 2))
        #expect(try await setting.code(0) == nil)
        #expect(setting.server.issuer.count("/status/1") == fetched)
        #expect(setting.events("revoked") == 2)
        #expect(setting.counter("token_verifications_total", "result", "revoked") == 2)
    }

    @Test("while it is heard a list is not polled, but renewed at three quarters of its life, and nobody waits")
    func renewal() async throws {
        let setting = try await Setting()
        try await setting.begin()
        let fetched = setting.server.issuer.count("/status/1")
        for seconds in stride(from: 0, to: 2_700, by: 100) {
            #expect(try await setting.code(0, after: seconds) == nil)
        }
        #expect(setting.server.issuer.count("/status/1") == fetched)
        setting.server.issuer.isHeld = true
        #expect(try await setting.code(0, after: 2_750) == nil)
        setting.server.issuer.isHeld = false
        await Patience.until { setting.server.issuer.count("/status/1") == fetched + 1 }
        #expect(setting.server.issuer.count("/status/1") == fetched + 1)
    }

    @Test("cut off, it comes back to where it was, and hears what it missed", arguments: [true, false])
    func cut(isClean: Bool) async throws {
        let setting = try await Setting()
        try await setting.begin()
        setting.server.revoke(4)
        #expect(try await setting.isRefused(4))
        for round in 1...5 {
            setting.server.isMuted = true
            setting.server.revoke(4 + round)
            setting.server.isMuted = false
            setting.server.cut(isClean: isClean)
            #expect(try await setting.isRefused(4 + round))
        }
        #expect(try await setting.isRefused(4))
        #expect(try await setting.code(0) == nil)
        #expect(setting.server.asked.prefix(3) == [nil, "1", "2"])
        #expect(setting.fallbacks == 0)
    }

    @Test("the server is killed, and started again on its port with a revocation of meanwhile")
    func restart() async throws {
        let setting = try await Setting()
        try await setting.begin()
        setting.server.revoke(3)
        #expect(try await setting.isRefused(3))
        try await setting.server.kill()
        await Patience.until { setting.isConnected == 0 }
        #expect(setting.isConnected == 0)
        #expect(try await setting.code(0) == nil)
        #expect(try await setting.code(3) == "revoked")
        setting.server.revoke(8)
        try await setting.server.listen()
        #expect(try await setting.isRefused(8))
        #expect(try await setting.code(3) == "revoked")
        #expect(setting.server.asked.last == "1")
    }

    @Test("half-open: silence is noticed, lists are polled by ttl, the connection is made anew, and it says so once")
    func halfOpen() async throws {
        let setting = try await Setting(silence: 2_000)
        let heart = setting.server.beat(every: 20)
        try await setting.begin()
        setting.server.isMuted = true
        setting.server.refusal = 503
        heart.cancel()
        setting.server.revoke(7)
        // On a busy machine a heartbeat may have been late before, and a connection made just before the refusals.
        let refused = setting.server.asked.count
        await Patience.until { setting.server.asked.count > refused }
        await Patience.until { setting.isConnected == 0 && !setting.isHeard }
        let before = setting.server.asked.count
        await Patience.until { setting.server.asked.count > before + 1 }
        let fallbacks = setting.fallbacks
        #expect(fallbacks > 0)
        #expect(setting.isConnected == 0)
        // The stream says nothing, so the list's own time counts.
        #expect(try await setting.code(7, after: 59) == nil)
        #expect(try await setting.code(7, after: 60) == "revoked")
        let asked = setting.server.asked.count
        await Patience.until { setting.server.asked.count > asked + 3 }
        #expect(setting.fallbacks == fallbacks)
        #expect(
            setting.log.lines.filter { $0.hasPrefix("warning status stream not heard") }.count == fallbacks)
        // And back.
        let other = setting.server.beat(every: 20)
        defer { other.cancel() }
        (setting.server.isMuted, setting.server.refusal) = (false, nil)
        await Patience.until { setting.server.listeners > 0 && setting.isConnected == 1 }
        setting.server.revoke(9)
        #expect(try await setting.isRefused(9))
        #expect(try await setting.isRefused(7))
    }

    @Test("told twice, and in the wrong order: everything counts, and nothing is undone")
    func replayed() async throws {
        let setting = try await Setting()
        try await setting.begin()
        setting.server.isMuted = true
        for index in 1...20 { setting.server.revoke(index) }
        let versions = (1...20).shuffled() + (1...20).shuffled()
        setting.server.send(versions.map(setting.server.event).joined())
        await Patience.until { setting.events("revoked") == 40 }
        #expect(setting.events("revoked") == 40)
        for index in 1...20 { #expect(try await setting.code(index) == "revoked", "\(index)") }
        #expect(try await setting.code(21) == nil)
        setting.server.cut()
        await Patience.until { setting.server.asked.count == 2 }
        #expect(setting.server.asked.last == "20")
    }

    @Test("what is lost on the way is asked for after a cut, or made good by the second heartbeat", arguments: [true, false])
    func lost(isCut: Bool) async throws {
        let setting = try await Setting()
        try await setting.begin()
        setting.server.isMuted = true
        for index in 1...3 { setting.server.revoke(index) }
        setting.server.send(setting.server.event(1) + setting.server.event(3))
        #expect(try await setting.isRefused(3))
        #expect(try await setting.code(2) == nil)
        if isCut {
            setting.server.cut()
            await Patience.until { setting.server.asked.count == 2 }
            #expect(setting.server.asked.last == "1")
        } else {
            setting.server.send(setting.server.heartbeat() + setting.server.heartbeat())
        }
        #expect(try await setting.isRefused(2))
    }

    @Test("delayed by a while: the heartbeat says that something is missing, and it may still come")
    func delayed() async throws {
        let setting = try await Setting()
        try await setting.begin()
        let fetched = setting.server.issuer.count("/status/1")
        setting.server.isMuted = true
        setting.server.revoke(5)
        let beats = setting.events("version")
        setting.server.send(setting.server.heartbeat())
        await Patience.until { setting.events("version") > beats }
        setting.server.send(setting.server.event(1) + setting.server.heartbeat() + setting.server.heartbeat())
        #expect(try await setting.isRefused(5))
        await Patience.until { setting.events("version") >= beats + 3 }
        #expect(try await setting.code(0) == nil)
        #expect(setting.server.issuer.count("/status/1") == fetched)
    }

    @Test("resync, of one list or of all: the next use fetches", arguments: [#""uri":"LIST","#, ""])
    func resync(list: String) async throws {
        let setting = try await Setting()
        try await setting.begin()
        setting.server.isMuted = true
        setting.server.revoke(5)
        #expect(try await setting.code(5) == nil)
        let uri = list.replacing("LIST", with: setting.server.issuer.listURI(1))
        setting.server.send("id: 1\ndata: {\(uri)\"resync\":true}\n\n")
        #expect(try await setting.isRefused(5))
    }

    @Test("resync while the list can't be had: what is revoked stays so, the rest serves until it expires")
    func resyncInOutage() async throws {
        let setting = try await Setting()
        try await setting.begin()
        setting.server.revoke(4)
        #expect(try await setting.isRefused(4))
        setting.server.issuer.answer("/status/1", with: .success(FetchedDocument(status: 500, body: [])))
        setting.server.send("id: 1\ndata: {\"resync\":true}\n\n")
        await Patience.until { setting.events("resync_all") == 1 }
        #expect(try await setting.code(0) == nil)
        #expect(try await setting.code(4) == "revoked")
        #expect(setting.counter("token_status_refresh_total", "result", "failed") > 0)
        #expect(try await setting.code(0, after: 3_629) == nil)
        #expect(try await setting.code(0, after: 3_630) == "status_unavailable")
        #expect(try await setting.code(4, after: 9_000) == "revoked")
    }

    @Test("told while the list is on its way, which is older than that")
    func inFlight() async throws {
        let setting = try await Setting()
        try await setting.begin()
        let old = try await setting.server.issuer.get(setting.server.issuer.listURI(2), accept: "")
        setting.server.issuer.answer("/status/2", with: .success(old))
        setting.server.issuer.isHeld = true
        let fetched = setting.server.issuer.count("/status/2")
        async let code = setting.code(5, list: 2)
        await Patience.until { setting.server.issuer.count("/status/2") > fetched }
        setting.server.revoke(5, list: 2)
        await Patience.until { setting.events("revoked") == 1 }
        setting.server.issuer.isHeld = false
        #expect(try await code == "revoked")
        #expect(try await setting.code(6, list: 2) == nil)
    }

    @Test("the server was put back to a backup: lists are fetched again, and what was revoked stays so")
    func restored() async throws {
        let setting = try await Setting()
        try await setting.begin()
        for index in 1...3 { setting.server.revoke(index) }
        #expect(try await setting.isRefused(3))
        try await setting.server.kill()
        setting.server.restore(to: 1, issuedAt: Self.now + 10)
        try await setting.server.listen()
        await Patience.until { setting.events("resync_all") == 1 }
        let fetched = setting.server.issuer.count("/status/1")
        #expect(try await setting.code(0, after: 10) == nil)
        #expect(setting.server.issuer.count("/status/1") == fetched + 1)
        #expect(setting.counter("token_status_refresh_total", "result", "failed") == 0)
        for index in 1...3 { #expect(try await setting.code(index, after: 10) == "revoked") }
        // Its log goes on from there, under numbers that were given before.
        setting.server.revoke(9)
        #expect(try await setting.isRefused(9))
    }

    @Test("a change of keys is heard, so a key that is withdrawn is refused at once")
    func keys() async throws {
        let setting = try await Setting(cache: .tokens(10))
        try await setting.begin()
        let old = try setting.token(1)
        #expect(await TokenVerifierTests.code(setting.verifier, old) == nil)
        try setting.server.issuer.addKey()
        setting.server.issuer.removeOldestKey()
        #expect(await TokenVerifierTests.code(setting.verifier, old) == nil)
        setting.server.send("id: 0\ndata: {\"keys\":true}\n\n")
        await Patience.until { setting.events("keys") == 1 }
        #expect(await TokenVerifierTests.code(setting.verifier, old) == "key_unknown")
    }

    @Test("nothing that is said on the stream brings back what was taken away")
    func hostile() async throws {
        let setting = try await Setting()
        try await setting.begin()
        setting.server.revoke(5)
        #expect(try await setting.isRefused(5))
        let uri = setting.server.issuer.listURI(1)
        let lies = [
            #"{"uri":"\#(uri)","idx":5,"count":0}"#, #"{"uri":"\#(uri)","idx":5,"count":-1}"#,
            #"{"uri":"\#(uri)","idx":5,"count":1,"status":0}"#, #"{"uri":"\#(uri)","resync":true,"idx":5}"#,
            #"{"uri":"\#(uri)","idx":9223372036854775807,"count":9223372036854775807}"#,
            #"{"uri":"https://evil.example/status/1","idx":1,"count":1}"#, "{", "[]", "null", "{}", #"{"uri":7}"#,
            #"{"version":-1}"#, #"{"version":0}"#, #"{"keys":false}"#, String(repeating: "[", count: 9_000),
        ]
        for (number, lie) in lies.enumerated() { setting.server.send("id: \(number)\ndata: \(lie)\n\n") }
        setting.server.send("id: 1\ndata: {\"uri\":\"\(uri)\",\"idx\":6,\"count\":1}\n\n")
        #expect(try await setting.isRefused(6))
        #expect(try await setting.code(5) == "revoked")
        #expect(try await setting.code(0) == nil)
    }

    @Test("a line without end is no stream: the connection is given up, and a new one is made")
    func endless() async throws {
        let setting = try await Setting()
        try await setting.begin()
        setting.server.send("data: " + String(repeating: "a", count: 70_000))
        await Patience.until { setting.server.asked.count == 2 }
        #expect(setting.server.asked.count == 2)
    }

    @Test("where nobody can listen, lists are polled, and that is said once")
    func refused() async throws {
        let setting = try await Setting(silence: 200)
        setting.server.refusal = 503
        #expect(try await setting.code(5) == nil)
        await Patience.until { setting.fallbacks == 1 && setting.server.asked.count > 3 }
        #expect(setting.fallbacks == 1)
        setting.server.revoke(5)
        #expect(try await setting.code(5, after: 59) == nil)
        #expect(try await setting.code(5, after: 60) == "revoked")
    }

    @Test("a stream elsewhere is not listened to", arguments: ["http://127.0.0.1:1/status/changes", nil])
    func elsewhere(url: String?) async throws {
        let setting = try await Setting()
        setting.server.issuer.changesURL = url
        #expect(try await setting.code(0) == nil)
        #expect(try await setting.code(0) == nil)
        try await Task.sleep(for: .milliseconds(50))
        #expect(setting.server.asked.isEmpty)
    }

    @Test("a verifier that is gone listens no more, and nothing of it is left")
    func gone() async throws {
        var setting: Setting? = try await Setting()
        try await setting?.begin()
        let server = try #require(setting?.server)
        weak let verifier = setting?.verifier
        weak let lists = setting?.verifier.trusts.first?.lists
        #expect(server.listeners == 1)
        setting = nil
        await Patience.until { server.listeners == 0 }
        #expect(server.listeners == 0)
        #expect(verifier == nil)
        #expect(lists == nil)
    }
}
