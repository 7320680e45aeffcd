// Status lists by polling: what is revoked is refused in time, what is unknown is our fault, and nothing is brought back.

import JOSE
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("Status lists")
struct StatusListsTests {
    static let now = TestIssuer.start
    static let path = "/status/1"

    /// An issuer with a list, a verifier, and a token with the handle 5 of it that outlives everything.
    struct Setting {
        let issuer: TestIssuer
        let verifier: TokenVerifier
        let token: String

        init(statusUnavailable: StatusUnavailable = .refuse) throws {
            issuer = try TestIssuer()
            verifier = try issuer.verifier(statusUnavailable: statusUnavailable)
            token = try issuer.token(expiresIn: 1_000_000, status: issuer.handle(5))
            issuer.publishList()
        }

        func code(after seconds: Int) async -> String? {
            await TokenVerifierTests.code(verifier, token, at: now + seconds)
        }
    }

    @Test("a revocation is seen when the list's ttl has passed, and the list is fetched once in it")
    func polling() async throws {
        let setting = try Setting()
        #expect(await setting.code(after: 0) == nil)
        setting.issuer.publishList(revoked: [5], issuedAt: Self.now + 1)
        #expect(await setting.code(after: 59) == nil)
        #expect(setting.issuer.count(Self.path) == 1)
        #expect(await setting.code(after: 60) == "revoked")
        #expect(await setting.code(after: 119) == "revoked")
        #expect(setting.issuer.count(Self.path) == 2)
    }

    @Test(
        "ttl counts from a second to an hour",
        arguments: [(1, 1), (3_600, 3_600), (86_400, 3_600), (nil, 60)])
    func timeToLive(ttl: Int?, seconds: Int) async throws {
        let setting = try Setting()
        setting.issuer.publishList(expiresAt: Self.now + 90_000, ttl: ttl)
        _ = await setting.code(after: 0)
        _ = await setting.code(after: seconds - 1)
        #expect(setting.issuer.count(Self.path) == 1)
        _ = await setting.code(after: seconds)
        #expect(setting.issuer.count(Self.path) == 2)
    }

    @Test("the neighbours of a revoked handle live on")
    func neighbours() async throws {
        let setting = try Setting()
        setting.issuer.publishList(revoked: [5])
        for index in 0..<10 {
            let token = try setting.issuer.token(status: setting.issuer.handle(index))
            let code = await TokenVerifierTests.code(setting.verifier, token)
            #expect(code == (index == 5 ? "revoked" : nil), "\(index)")
        }
    }

    /// With two bits nothing is kept of the earlier list, so that it is the refusal of the older one that counts.
    @Test("an older list never replaces a newer, by version or by time", arguments: [1, 2])
    func rollback(bits: Int) async throws {
        for (version, age) in [(9, 1), (nil, 1)] as [(Int?, Int)] {
            let setting = try Setting()
            setting.issuer.publishList(revoked: [5], bits: bits, version: version.map { _ in 10 })
            #expect(await setting.code(after: 0) == "revoked")
            setting.issuer.publishList(bits: bits, issuedAt: Self.now - age, version: version)
            // What is revoked in a list of one bit is so for good, and asks nobody; its neighbour does.
            let other = try setting.issuer.token(expiresIn: 1_000_000, status: setting.issuer.handle(6))
            #expect(await TokenVerifierTests.code(setting.verifier, other, at: Self.now + 60) == nil)
            #expect(await setting.code(after: 60) == "revoked")
            #expect(setting.issuer.count(Self.path) == 2)
        }
    }

    @Test("a bit that was set once stays set, whatever a newer list says")
    func bitsStay() async throws {
        let setting = try Setting()
        setting.issuer.publishList(revoked: [5], version: 1)
        #expect(await setting.code(after: 0) == "revoked")
        setting.issuer.publishList(issuedAt: Self.now + 60, version: 2)
        #expect(await setting.code(after: 60) == "revoked")
    }

    @Test(
        "an unreachable list serves until it expires; then its tokens are our fault, but the revoked stay revoked"
    )
    func outage() async throws {
        let setting = try Setting()
        setting.issuer.publishList(revoked: [6])
        let revoked = try setting.issuer.token(expiresIn: 1_000_000, status: setting.issuer.handle(6))
        #expect(await setting.code(after: 0) == nil)
        setting.issuer.isDown = true
        #expect(await setting.code(after: 3_000) == nil)
        #expect(await setting.code(after: 3_629) == nil)
        #expect(await setting.code(after: 3_630) == "status_unavailable")
        #expect(await TokenVerifierTests.code(setting.verifier, revoked, at: Self.now + 9_000) == "revoked")
        setting.issuer.isDown = false
        setting.issuer.publishList(issuedAt: Self.now + 9_100, expiresAt: Self.now + 20_000)
        #expect(await setting.code(after: 9_100) == nil)
    }

    @Test("where the API says so, tokens pass for a while without a list")
    func accepting() async throws {
        let setting = try Setting(statusUnavailable: .acceptFor(.seconds(100)))
        setting.issuer.answer(Self.path, with: .failure(.unreachable(url: "any", why: "down")))
        #expect(await setting.code(after: 0) == nil)
        #expect(await setting.code(after: 99) == nil)
        #expect(await setting.code(after: 100) == "status_unavailable")
    }

    @Test("a list that can't be used is no statement about any token")
    func unusable() async throws {
        let setting = try Setting()
        let stranger = try SigningKey.generate(.ed25519)
        for change in [0, 1, 2, 3] {
            switch change {
            case 0: setting.issuer.publishList(key: stranger)
            case 1: setting.issuer.publishList(expiresAt: Self.now - 60)
            case 2:
                setting.issuer.answer(Self.path, with: .success(FetchedDocument(status: 200, body: [0xFF])))
            default: setting.issuer.answer(Self.path, with: .success(FetchedDocument(status: 404, body: [])))
            }
            #expect(await setting.code(after: change * 100) == "status_unavailable")
        }
    }

    @Test("a list signed with a new key is checked with that key")
    func newKey() async throws {
        let setting = try Setting()
        #expect(await setting.code(after: 0) == nil)
        try setting.issuer.addKey()
        setting.issuer.publishList(revoked: [5], issuedAt: Self.now + 60)
        #expect(await setting.code(after: 60) == "revoked")
    }

    @Test(
        "a list elsewhere is refused without a fetch",
        arguments: [
            "https://evil.example/status/1", "https://auth.example.evil/status/1",
            "https://auth.example@evil/1",
            "http://auth.example/status/1", "http://169.254.169.254/", "file:///etc/passwd", "", "/status/1",
            "https://auth.example/status/1\r\nhost: evil",
        ]
    )
    func elsewhere(uri: String) async throws {
        let issuer = try TestIssuer()
        let token = try issuer.token(status: StatusReference(index: 1, uri: uri))
        let before = issuer.count()
        let verifier = try issuer.verifier()
        #expect(await TokenVerifierTests.codes(verifier, token) == ["claim_invalid"])
        #expect(issuer.count() - before == 2)
    }

    @Test("an index beyond the list is refused, after one more look at the list")
    func beyond() async throws {
        let setting = try Setting()
        let token = try setting.issuer.token(status: setting.issuer.handle(64))
        #expect(await TokenVerifierTests.codes(setting.verifier, token) == ["claim_invalid"])
        setting.issuer.publishList(count: 128, issuedAt: Self.now + 1)
        #expect(await TokenVerifierTests.code(setting.verifier, token, at: Self.now + 1) == nil)
        #expect(setting.issuer.count(Self.path) == 2)
    }

    @Test("every status but valid is refused", arguments: [2, 4, 8])
    func wider(bits: Int) async throws {
        let setting = try Setting()
        setting.issuer.publishList(revoked: [5], bits: bits)
        #expect(await setting.code(after: 0) == "revoked")
    }

    @Test("a token without a status passes, unless one is required; a malformed one never does")
    func absent() async throws {
        let issuer = try TestIssuer()
        let bare = try issuer.token()
        #expect(await TokenVerifierTests.code(try issuer.verifier(), bare) == nil)
        #expect(
            await TokenVerifierTests.code(try issuer.verifier(requiresStatus: true), bare) == "claim_missing")
        let malformed = try issuer.token { $0.object("status") { _ in } }
        #expect(await TokenVerifierTests.code(try issuer.verifier(), malformed) == "claim_invalid")
    }

    @Test("fifty requests at once fetch a list once")
    func singleFlight() async throws {
        let setting = try Setting()
        _ = await TokenVerifierTests.code(setting.verifier, try setting.issuer.token())
        setting.issuer.isHeld = true
        await withTaskGroup(of: String?.self) { group in
            for _ in 0..<50 { group.addTask { await setting.code(after: 0) } }
            await Patience.until { setting.issuer.count(Self.path) > 0 }
            setting.issuer.isHeld = false
            for await code in group { #expect(code == nil) }
        }
        #expect(setting.issuer.count(Self.path) == 1)
    }

    @Test("more lists than are kept: the verifier goes on")
    func many() async throws {
        let setting = try Setting()
        for list in 1...600 {
            setting.issuer.publishList(list, revoked: [list % 64])
            let token = try setting.issuer.token(status: setting.issuer.handle(list % 64, list: list))
            #expect(await TokenVerifierTests.code(setting.verifier, token) == "revoked")
        }
    }
}
