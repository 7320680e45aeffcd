// A50: a URL of a stranger that leads to ourselves, our neighbours, or the cloud's metadata service (CVE-2026-4874).

import JOSE
import OAuth
import Support
import Synchronization
import Testing
import TokenVerifier

@Suite("A50 requests forged on the server's side")
struct A50ServerSideRequests {
    /// What becomes of keys at a host that has these addresses.
    private func fault(_ addresses: [String], _ url: String = "https://keys.evil/jwks") async -> FetchFault? {
        do {
            _ = try await HTTPFetch(timeout: 1).askChecked(url, accept: "application/json") { _ in
                addresses.compactMap { IPAddress($0) }
            }
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "no address of a special range is connected to, in whatever form",
        arguments: [
            "127.0.0.1", "0.0.0.0", "10.1.2.3", "100.64.1.1", "169.254.169.254", "172.20.0.1", "192.168.0.1",
            "224.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
            "::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:7f00:1::", "fc00::1", "fd00:ec2::254",
            "fe80::1", "ff02::1",
        ]
    )
    func specialRanges(address: String) async {
        guard case .addressNotAllowed = await fault([address]) else {
            return #expect(Bool(false), "\(address) may be connected to")
        }
        // One good address beside it does not make it better.
        guard case .addressNotAllowed = await fault(["1.1.1.1", address]) else {
            return #expect(Bool(false), "\(address) may be connected to as the second one")
        }
    }

    @Test(
        "nor one that stands in the URL, in a form that only some readers read",
        arguments: [
            "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:169.254.169.254]/", "https://localhost/",
            "https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://0177.0.0.1/",
        ]
    )
    func literals(url: String) async {
        do {
            _ = try await HTTPFetch(timeout: 2).getChecked(url, accept: "application/json")
            #expect(Bool(false), "\(url) was fetched")
        } catch {
            switch error {
            case .addressNotAllowed: break
            // What no resolver knows leads nowhere.
            case .unreachable(_, let why): #expect(why == "there is no such host", "\(url)")
            default: #expect(Bool(false), "\(url): \(error)")
            }
        }
    }

    @Test("a name is asked for once, so that it can't answer differently when it is connected to")
    func rebinding() async {
        let asked = Mutex(0)
        do {
            // A public address on which nobody listens to us.
            _ = try await HTTPFetch(timeout: 1).askChecked("https://keys.evil/jwks", accept: "x/y") { _ in
                asked.withLock { $0 += 1 }
                return [IPAddress(asked.withLock { $0 } == 1 ? "2000::1" : "127.0.0.1")].compactMap(\.self)
            }
            #expect(Bool(false), "somebody answered")
        } catch {
            guard case .unreachable = error else {
                guard case .timedOut = error else { return #expect(Bool(false), "\(error)") }
                return
            }
        }
        #expect(asked.withLock { $0 } == 1)
    }

    @Test("an issuer's document that names keys on such a host makes nobody go there")
    func metadata() async throws {
        let issuer = try TestIssuer()
        let json = AuthorizationServerMetadata(issuer: issuer.issuer, keysURL: "https://169.254.169.254/latest").json
        issuer.answer(TestIssuer.metadataPath, with: .success(FetchedDocument(status: 200, body: json)))
        let verifier = try TokenVerifier(
            issuer: issuer.issuer.value, audience: issuer.audience, fetch: OverTheNetwork(issuer: issuer))
        let rejection = await #expect(throws: TokenRejection.self) {
            try await verifier.verify(issuer.token(), at: TestIssuer.start)
        }
        #expect(rejection?.code == "keys_unavailable")
        #expect(rejection?.detail.contains("link-local") == true)
    }

    /// The issuer's own documents from the test, all others over the network.
    private struct OverTheNetwork: Fetch {
        let issuer: TestIssuer

        func get(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
            try await issuer.get(url, accept: accept)
        }

        func getChecked(_ url: String, accept: String) async throws(FetchFault) -> FetchedDocument {
            try await HTTPFetch(timeout: 1).getChecked(url, accept: accept)
        }
    }
}
