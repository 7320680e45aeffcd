// The server that encrypts, as a process: files, signals and sockets.

import Foundation
import JOSE
import Support
import Testing

/// A started `tessera serve` with a certificate.
private struct EncryptedServer {
    let process: Process
    let port: Int
    let redirect: Int
    let folder: String

    static func with<T>(_ options: [String] = [], _ body: (EncryptedServer) async throws -> T) async throws
        -> T
    {
        try await Scratch.with { scratch in
            let files = Files(folder: scratch.path)
            try files.write(TestCertificate())
            let redirect = try await PlainPeer.freePort()
            let process = Process()
            process.executableURL = Command.binary
            process.arguments =
                [
                    "serve", "--json", "--issuer", "https://auth.example.com", "--listen", "127.0.0.1:0",
                    "--data", scratch.data,
                    "--tls-certificate", files.certificate, "--http-redirect", String(redirect),
                ] + options
            process.environment = ["TESSERA_TLS_KEY": files.key]
            let (stdout, log) = (Pipe(), scratch.path + "/log")
            _ = FileManager.default.createFile(atPath: log, contents: nil)
            process.standardOutput = stdout
            process.standardError = FileHandle(forWritingAtPath: log) ?? FileHandle.nullDevice
            try process.run()
            defer {
                process.terminate()
                process.waitUntilExit()
            }
            var line = Data()
            while let byte = try stdout.fileHandleForReading.read(upToCount: 1), !byte.isEmpty,
                byte != Data("\n".utf8)
            {
                line.append(byte)
            }
            let listens = try JSONDocument.object(parsing: Array(line))["listen"]?.string ?? ""
            let port = listens.split(separator: ":").last.flatMap { Int($0) } ?? 0
            return try await body(
                EncryptedServer(process: process, port: port, redirect: redirect, folder: scratch.path))
        }
    }

    var files: Files { Files(folder: folder) }

    var log: String {
        String(decoding: FileManager.default.contents(atPath: folder + "/log") ?? Data(), as: UTF8.self)
    }

    func hangUp() { kill(process.processIdentifier, SIGHUP) }
}

/// The files of a certificate and its key.
private struct Files {
    let folder: String
    var certificate: String { folder + "/chain.pem" }
    var key: String { folder + "/key.pem" }

    func write(_ new: TestCertificate, mode: Int = 0o600) throws {
        try Data(new.pem.utf8).write(to: URL(fileURLWithPath: certificate))
        try Data(new.keyPEM.utf8).write(to: URL(fileURLWithPath: key))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key)
    }
}

@Suite("The server that encrypts")
struct TLSTests {
    @Test("it answers on HTTP/1.1 and HTTP/2, and sends plain requests away")
    func answers() async throws {
        try await EncryptedServer.with { server in
            let answer = try await TLSPeer.get("/healthz", from: server.port)
            #expect(
                answer.hasPrefix("HTTP/1.1 200")
                    && answer.contains("Strict-Transport-Security: max-age=31536000"))
            let frames = try await TLSPeer.connect(to: server.port, offers: ["h2"]) { peer in
                try await peer.send(HTTP2Bytes.opening + HTTP2Bytes.get(1, "/healthz"))
                return HTTP2Bytes.frames(
                    try await peer.read {
                        HTTP2Bytes.frames($0).contains { $0.type == 0 && !$0.payload.isEmpty }
                    })
            }
            #expect(frames.contains { $0.type == 0 && $0.payload == Array("ok\n".utf8) })
            let plain = try await PlainPeer.readToEnd(
                port: server.redirect,
                sending: "GET /login?to=%2F HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
            #expect(
                String(decoding: plain, as: UTF8.self).contains(
                    "Location: https://auth.example.com/login?to=%2F\r\n"))
        }
    }

    @Test("a renewed pair is served without a restart, a broken one is told of, and open connections live on")
    func renewal() async throws {
        try await EncryptedServer.with { server in
            try await TLSPeer.connect(to: server.port) { old in
                let answer = try await old.get("/healthz")
                #expect(answer.hasPrefix("HTTP/1.1 200"))
                let new = try TestCertificate()
                try server.files.write(new)
                server.hangUp()
                // A busy machine takes its time, and a connection that says nothing for a minute is ended.
                let isRenewed = try await Eventually.holds {
                    _ = try await old.get("/healthz")
                    return try await TLSPeer.connect(to: server.port) { $0.server == new.der }
                }
                #expect(isRenewed)
                try Data("broken".utf8).write(to: URL(fileURLWithPath: server.files.certificate))
                server.hangUp()
                let isTold = try await Eventually.holds {
                    _ = try await old.get("/healthz")
                    return server.log.contains("the old certificate stays in use")
                }
                #expect(isTold)
                let kept = try await TLSPeer.connect(to: server.port) { $0.server }
                #expect(kept == new.der)
                let still = try await old.get("/healthz")
                #expect(still.hasPrefix("HTTP/1.1 200"))
                #expect(!server.log.contains("PRIVATE KEY"))
            }
        }
    }

    @Test("the stream of changes goes over HTTP/2, and its seat is free when it is reset")
    func stream() async throws {
        try await EncryptedServer.with(["--streams-per-address", "1"]) { server in
            try await TLSPeer.connect(to: server.port, offers: ["h2"]) { peer in
                /// Whether the stream of a number tells events.
                func tells(_ number: UInt32) async throws -> Bool {
                    try await peer.send(HTTP2Bytes.get(number, "/status/changes"))
                    let read = try await peer.read {
                        HTTP2Bytes.frames($0).contains {
                            $0.type == 0 && $0.stream == number && !$0.payload.isEmpty
                        }
                    }
                    let data = HTTP2Bytes.frames(read).filter { $0.type == 0 && $0.stream == number }.flatMap(
                        \.payload)
                    return String(decoding: data, as: UTF8.self).hasPrefix("retry: ")
                }
                try await peer.send(HTTP2Bytes.opening)
                let (first, second) = (try await tells(1), try await tells(3))
                #expect(first && !second)
                try await peer.send(HTTP2Bytes.reset(1))
                var number: UInt32 = 5
                let isFree = try await Eventually.holds {
                    defer { number += 2 }
                    return try await tells(number)
                }
                #expect(isFree)
                // The server ends although the stream is open.
                server.process.terminate()
                _ = try await peer.read { _ in false }
            }
            server.process.waitUntilExit()
            #expect(server.process.terminationStatus == 0)
        }
    }

    @Test("files that can't be used end the start with a sentence")
    func files() async throws {
        try await Scratch.with { scratch in
            let files = Files(folder: scratch.path)
            let (own, other) = (try TestCertificate(), try TestCertificate())
            let serve = [
                "serve", "--issuer", "https://auth.example.com", "--listen", "127.0.0.1:0", "--data",
                scratch.data,
                "--tls-certificate", files.certificate, "--tls-key", files.key,
            ]
            try files.write(own, mode: 0o644)
            let open = try Command.run(serve)
            #expect(open.status == 78 && open.error.contains("chmod o-rwx"))
            try files.write(own)
            try Data(other.pem.utf8).write(to: URL(fileURLWithPath: files.certificate))
            let mixed = try Command.run(serve)
            #expect(mixed.status == 78 && mixed.error.contains("does not belong"))
            #expect(!FileManager.default.fileExists(atPath: scratch.data))
        }
    }
}
