// Hosts that someone else named: no address but public ones, and no second look at the name.

import OAuth
import Support
import Synchronization
import Testing

@testable import Fetching
@testable import TokenVerifier

@Suite("Checked fetches")
struct CheckedFetchTests {
    /// The refusal of a URL whose host has these addresses.
    static func refusal(_ url: String, _ addresses: [String]) async -> FetchFault? {
        do {
            _ = try await HTTPFetch(timeout: 1).askChecked(url, accept: "x/y") { _ in
                addresses.compactMap { IPAddress($0) }
            }
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "one address that is not public is enough",
        arguments: [
            (["127.0.0.1"], "loopback"), (["8.8.8.8", "10.0.0.1"], "private"), (["::1", "8.8.8.8"], "loopback"),
            (["::ffff:169.254.169.254"], "link-local"),
        ])
    func refused(addresses: [String], why: String) async {
        let url = "https://keys.example/jwks"
        #expect(await Self.refusal(url, addresses) == .addressNotAllowed(url: url, why: why))
    }

    @Test(
        "an address that stands in the URL is looked at as it is",
        arguments: [
            ("https://[::1]/jwks", "loopback"), ("https://192.168.0.1:8443/jwks", "private"),
            ("https://127.0.0.1/jwks", "loopback"), ("http://localhost/jwks", "private"),
        ])
    func literals(url: String, why: String) async {
        #expect(await Self.refusal(url, ["10.9.8.7"]) == .addressNotAllowed(url: url, why: why))
    }

    @Test("a name without an address, and names that can be written in two ways")
    func names() async {
        let url = "https://keys.example/jwks"
        #expect(await Self.refusal(url, []) == .unreachable(url: url, why: "there is no such host"))
        for url in ["https://Keys.example/jwks", "https://keys%2eexample/jwks", "http://keys.example/jwks", "file:///etc"] {
            #expect(await Self.refusal(url, ["8.8.8.8"]) == .notAllowed(url: url), "\(url)")
        }
    }

    @Test("the machine's own resolver, asked for the machine itself, is not believed to be public")
    func resolver() async {
        let addresses = await ResolveHost.addresses(of: "localhost")
        #expect(!addresses.isEmpty)
        #expect(addresses.allSatisfy { AddressGuard.reason(against: $0) == "loopback" })
        #expect(await ResolveHost.addresses(of: "no-such-host.invalid") == [])
    }

    @Test("the address that was checked is the one that is connected to, under the name that was asked for")
    func pinned() async throws {
        let server = try await ChangesServer.start()
        let port = server.issuer.issuer.origin.split(separator: ":").last ?? ""
        // No resolver knows this name.
        let url = "http://keys.invalid:\(port)/status/1"
        let address = try #require(IPAddress("127.0.0.1"))
        let result = await HTTPFetch(timeout: 60).ask(
            HTTPFetch.request(url, accept: "x/y"), at: url, of: "keys.invalid", address: address)
        #expect(try result.get().status == 200)
        #expect(server.heads.last?.lowercased().contains("host: keys.invalid") == true)
    }

    /// Counts by which way each document was asked for.
    final class Ways: Fetch {
        let issuer: TestIssuer
        let checked = Mutex<[String]>([])

        init(_ issuer: TestIssuer) { self.issuer = issuer }

        func get(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
            try await issuer.get(url, accept: accept)
        }

        func getChecked(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
            checked.withLock { $0.append(url) }
            return try await issuer.get(issuer.issuer.url(TestIssuer.keysPath), accept: accept)
        }
    }

    @Test(
        "keys on another host than the issuer's are fetched with the check, keys on its own without",
        arguments: [
            ("https://keys.example/jwks", true), ("https://auth.example.evil/jwks", true),
            ("https://auth.example:8443/.well-known/jwks.json", false), (nil, false),
        ] as [(String?, Bool)])
    func keys(url: String?, isChecked: Bool) async throws {
        let issuer = try TestIssuer()
        let keysURL = url ?? issuer.issuer.url(TestIssuer.keysPath)
        let json = AuthorizationServerMetadata(issuer: issuer.issuer, keysURL: keysURL).json
        issuer.answer(TestIssuer.metadataPath, with: .success(FetchedDocument(status: 200, body: json)))
        let body = try await issuer.get(issuer.issuer.url(TestIssuer.keysPath), accept: "").body
        issuer.answer(":8443\(TestIssuer.keysPath)", with: .success(FetchedDocument(status: 200, body: body)))
        let ways = Ways(issuer)
        let verifier = try TokenVerifier(issuer: issuer.issuer.value, audience: issuer.audience, fetch: ways)
        _ = try await verifier.verify(issuer.token(), at: TestIssuer.start)
        #expect(ways.checked.withLock { $0 } == (isChecked ? [keysURL] : []))
    }
}
