// The keys that clients publish: fetched when they are needed, kept for a while, and never fetched on a stranger's word.

import Fetching
import JOSE
import OAuth
import Records
import Support
import Synchronization
import Testing

@testable import Authority

@Suite("ClientKeys")
struct ClientKeysTests {
    static let now = TestAuthority.now

    /// A server of a client: what it answers, and how it was asked.
    private final class Publisher: Fetch {
        let state = Mutex<(answer: FetchedDocument?, asked: [String])>((nil, []))

        func publish(_ keys: [VerificationKey], cacheControl: String? = nil, padding: Int = 0) {
            let body = JWKSet(keys: keys).json + [UInt8](repeating: 0x20, count: padding)
            state.withLock { $0.answer = FetchedDocument(status: 200, body: body, cacheControl: cacheControl) }
        }

        func fail() { state.withLock { $0.answer = nil } }
        var asked: [String] { state.withLock { $0.asked } }

        private func answer(_ way: String, _ url: String) throws(FetchFault) -> FetchedDocument {
            let answer = state.withLock { state in
                state.asked.append(way)
                return state.answer
            }
            guard let answer else { throw .unreachable(url: url, why: "closed") }
            return answer
        }

        func get(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument { try answer("get", url) }
        func getChecked(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
            try answer("checked", url)
        }
    }

    private static func client(
        _ url: String = "https://client.example/keys", origin: ClientOrigin = .administrator
    ) throws -> RegisteredClient {
        var metadata = ClientMetadata()
        metadata.keysURL = url
        return try RegisteredClient(
            Client(id: "cli_1", name: "c", createdAt: now, metadata: metadata.text, origin: origin))
    }

    private let publisher = Publisher()
    private let key = try! TestAsserter().key

    private func found(_ keys: ClientKeys, _ kid: String?, after seconds: Int, _ client: RegisteredClient? = nil) async
        -> Bool
    {
        do {
            let found = try await keys.key(
                for: client ?? Self.client(), keyID: kid, algorithm: .es256, at: Self.now + seconds)
            return found.algorithm == .es256
        } catch {
            return false
        }
    }

    @Test("a set is fetched once, kept as long as it says within bounds, and then fetched again")
    func kept() async throws {
        for (says, first, second) in [(nil, 599, 600), ("max-age=5", 59, 60), ("max-age=99999", 3_599, 3_600)] {
            let publisher = Publisher()
            let keys = ClientKeys(fetch: publisher)
            publisher.publish([key.verificationKey], cacheControl: says)
            for (seconds, count) in [(0, 1), (first, 1), (second, 2)] {
                #expect(await found(keys, key.keyID, after: seconds))
                #expect(publisher.asked.count == count, "\(says ?? "nothing") after \(seconds)")
            }
        }
    }

    @Test("an unknown kid fetches again once in a minute; a new key is found then")
    func unknown() async throws {
        let keys = ClientKeys(fetch: publisher)
        publisher.publish([key.verificationKey])
        #expect(await found(keys, key.keyID, after: 0))
        let new = try SigningKey.generate(.es256)
        publisher.publish([key.verificationKey, new.verificationKey])
        for seconds in [1, 30, 59] { #expect(await !found(keys, new.keyID, after: seconds)) }
        #expect(publisher.asked.count == 1)
        #expect(await found(keys, new.keyID, after: 60))
        for _ in 0..<5 { #expect(await !found(keys, "none", after: 61)) }
        #expect(publisher.asked.count == 2)
        // Without a kid there is no telling which of two is meant.
        #expect(await !found(keys, nil, after: 62))
    }

    @Test("an address that answers nothing is not asked each time, and keys that are over are not used for want of new ones")
    func failing() async throws {
        let keys = ClientKeys(fetch: publisher)
        for seconds in [0, 1, 9] { #expect(await !found(keys, key.keyID, after: seconds)) }
        #expect(publisher.asked.count == 1)
        publisher.publish([key.verificationKey])
        #expect(await found(keys, key.keyID, after: 10))
        publisher.fail()
        #expect(await !found(keys, key.keyID, after: 610))
    }

    @Test("a set that is too long or has too many keys is none")
    func bounds() async throws {
        publisher.publish([key.verificationKey], padding: 65_536)
        #expect(await !found(ClientKeys(fetch: publisher), key.keyID, after: 0))
        let many = try (0..<32).map { _ in try SigningKey.generate(.es256).verificationKey }
        publisher.publish([key.verificationKey] + many)
        #expect(await !found(ClientKeys(fetch: publisher), key.keyID, after: 0))
    }

    @Test("only an administrator may name an address of the own network; all else is checked")
    func ways() async throws {
        publisher.publish([key.verificationKey])
        for (url, origin, way) in [
            ("https://client.example/keys", .administrator, "get"),
            ("https://client.example/keys", .itself, "checked"), ("http://127.0.0.1:9/keys", .administrator, "get"),
            ("http://127.0.0.1:9/keys", .document, "checked"),
        ] as [(String, ClientOrigin, String)] {
            let client = try Self.client(url, origin: origin)
            #expect(await found(ClientKeys(fetch: publisher), key.keyID, after: 0, client))
            #expect(publisher.asked.last == way)
        }
    }

    @Test("fifty at once cause one fetch")
    func together() async throws {
        let keys = ClientKeys(fetch: publisher)
        publisher.publish([key.verificationKey])
        let count = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 { group.addTask { await found(keys, key.keyID, after: 0) } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(count == 50 && publisher.asked.count == 1)
    }
}
