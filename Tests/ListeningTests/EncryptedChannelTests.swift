// Connections over real sockets: what is spoken, with which certificate, and how they end.

import Listening
import NIOSSL
import OAuth
import Support
import Synchronization
import Testing

@Suite("Encrypted connections")
struct EncryptedChannelTests {
    @Test(
        "both sides agree on HTTP/2 or HTTP/1.1",
        arguments: [
            (["h2"], "h2"), (["http/1.1"], "http/1.1"), (["http/1.1", "h2"], "h2"), ([], nil),
            (["spdy/3"], nil),
        ] as [([String], String?)]
    )
    func negotiation(offers: [String], speaks: String?) async throws {
        let certificate = try TestCertificate()
        try await TestListener.run(TestListener.served(certificate)) { port in
            try await TLSPeer.connect(to: port, offers: offers) { peer in
                #expect(peer.speaks == speaks)
                #expect(peer.server == certificate.der)
                guard speaks != "h2" else { return }
                let answer = try await peer.get("/")
                #expect(answer.hasSuffix("none"))
            }
        }
    }

    @Test("TLS 1.1 is not spoken, 1.2 is")
    func versions() async throws {
        try await TestListener.run(TestListener.served(TestCertificate())) { port in
            await #expect(throws: (any Error).self) {
                try await TLSPeer.get("/", from: port, newest: .tlsv11)
            }
            let answer = try await TLSPeer.get("/", from: port, newest: .tlsv12)
            #expect(answer.hasSuffix("none"))
        }
    }

    @Test("a renewed certificate is for new connections, and open ones live on")
    func renewal() async throws {
        let (old, new) = (try TestCertificate(), try TestCertificate())
        let box = FilesBox(CertificatePair(chain: old.pem, key: old.keyPEM))
        let served = try ServedCertificate { box.pair.withLock { $0 } }
        try await TestListener.run(served) { port in
            try await TLSPeer.connect(to: port) { first in
                #expect(try await first.get("/").hasSuffix("none"))
                box.pair.withLock { $0 = CertificatePair(chain: new.pem, key: new.keyPEM) }
                #expect(try served.renew() != nil)
                #expect(try await first.get("/").hasSuffix("none"))
                #expect(first.server == old.der)
                try await TLSPeer.connect(to: port) { #expect($0.server == new.der) }
            }
        }
    }

    @Test("a client's certificate is asked for where it is wanted, and never required")
    func clientCertificates() async throws {
        let client = try TestCertificate("client", names: [])
        for asksClients in [true, false] {
            let served = try TestListener.served(TestCertificate(), asksClients: asksClients)
            try await TestListener.run(served) { port in
                for newest in [TLSVersion.tlsv12, .tlsv13] {
                    let answer = try await TLSPeer.get("/", from: port, shows: client, newest: newest)
                    let text = asksClients ? Confirmation.thumbprint(ofCertificate: client.der) : "none"
                    #expect(answer.hasSuffix(text))
                }
                let without = try await TLSPeer.get("/", from: port)
                #expect(without.hasSuffix("none"))
            }
        }
    }

    @Test("a stream of HTTP/2 knows the certificate of its connection")
    func certificateOfStream() async throws {
        let client = try TestCertificate("client", names: [])
        try await TestListener.run(TestListener.served(TestCertificate(), asksClients: true)) { port in
            let data = try await TLSPeer.connect(to: port, offers: ["h2"], shows: client) { peer in
                try await peer.send(HTTP2Bytes.opening + HTTP2Bytes.get(1))
                let read = try await peer.read {
                    HTTP2Bytes.frames($0).contains { $0.type == 0 && !$0.payload.isEmpty }
                }
                return HTTP2Bytes.frames(read).filter { $0.type == 0 }.flatMap(\.payload)
            }
            let text = String(decoding: data, as: UTF8.self)
            #expect(text == Confirmation.thumbprint(ofCertificate: client.der))
        }
    }

    @Test("a peer that does not shake hands is sent away")
    func deadline() async throws {
        var limits = TestListener.patient
        limits.handshake = .milliseconds(20)
        try await TestListener.run(TestListener.served(TestCertificate()), limits: limits) { port in
            let read = try await PlainPeer.readToEnd(port: port)
            #expect(read == [])
        }
    }

    @Test("plain HTTP on the encrypted port is not answered")
    func plain() async throws {
        try await TestListener.run(TestListener.served(TestCertificate())) { port in
            let answer = try await PlainPeer.readToEnd(
                port: port, sending: "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(!String(decoding: answer, as: UTF8.self).contains("HTTP/1.1"))
        }
    }

    @Test("the server ends while connections are idle", arguments: ["h2", "http/1.1"])
    func shutdown(offer: String) async throws {
        var limits = TestListener.patient
        limits.closing = .milliseconds(20)
        let served = try TestListener.served(TestCertificate())
        try await withThrowingTaskGroup(of: Void.self) { [limits] tasks in
            let (ports, port) = AsyncStream.makeStream(of: Int.self)
            let (connections, connected) = AsyncStream.makeStream(of: Void.self)
            tasks.addTask {
                try await TestListener.run(served, limits: limits) { taken in
                    port.yield(taken)
                    for await _ in connections { break }
                }
            }
            for await taken in ports {
                try await TLSPeer.connect(to: taken, offers: [offer]) { peer in
                    if offer == "h2" {
                        try await peer.send(HTTP2Bytes.opening)
                        _ = try await peer.read { !$0.isEmpty }
                    } else {
                        _ = try await peer.get("/")
                    }
                    connected.yield()
                    _ = try await peer.read { _ in false }
                }
                break
            }
            try await tasks.waitForAll()
        }
    }
}

/// What a test writes over the files of a certificate.
final class FilesBox: Sendable {
    let pair: Mutex<CertificatePair>
    init(_ pair: CertificatePair) { self.pair = Mutex(pair) }
}
