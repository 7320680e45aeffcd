// An issuer's server on loopback, whose stream of changes does whatever can go wrong on a network.

import NIOCore
import NIOPosix
import OAuth
import Support
import Synchronization
import TokenVerifier

/// Serves the documents of a ``TestIssuer`` and a log of changes, over real sockets.
final class ChangesServer: Sendable {
    let issuer: TestIssuer
    private let port: ReservedPort

    private struct State {
        var listener: (any Channel)?
        /// Whether nobody is to be answered any more.
        var isKilled = false
        var streams: [ObjectIdentifier: any Channel] = [:]
        /// The log: one change a version, the first has the number 1.
        var log: [(index: Int, list: Int)] = []
        var isMuted = false
        var refusal: Int?
        var asked: [String?] = []
        var heads: [String] = []
    }

    private let state = Mutex(State())

    /// A server that listens.
    static func start() async throws -> ChangesServer {
        let port = try ReservedPort()
        let server = ChangesServer(
            port: port,
            issuer: try TestIssuer("http://127.0.0.1:\(port.number)", audience: "https://api.example"))
        server.issuer.changesURL = server.issuer.issuer.url("/status/changes")
        server.publish()
        try await server.listen()
        return server
    }

    private init(port: ReservedPort, issuer: TestIssuer) {
        self.port = port
        self.issuer = issuer
    }

    // MARK: what the issuer does

    /// Takes back an index: one change, told to all who listen.
    func revoke(_ index: Int, list: Int = 1) {
        let version = state.withLock { state in
            state.log.append((index, list))
            return state.log.count
        }
        publish()
        if !state.withLock({ $0.isMuted }) { send(event(version)) }
    }

    /// The lists as the log makes them.
    func publish(ttl: Int = 60, issuedAt: Int = TestIssuer.start) {
        let log = state.withLock { $0.log }
        for list in 1...2 {
            let changes = log.enumerated().filter { $0.element.list == list }
            issuer.publishList(
                list, revoked: changes.map(\.element.index), issuedAt: issuedAt, ttl: ttl,
                version: changes.last.map { $0.offset + 1 } ?? 0)
        }
    }

    /// Puts an older log in place of the log.
    func restore(to version: Int, issuedAt: Int) {
        state.withLock { $0.log.removeLast($0.log.count - version) }
        publish(issuedAt: issuedAt)
    }

    var version: Int { state.withLock { $0.log.count } }

    /// The event of a version.
    func event(_ version: Int) -> String {
        let change = state.withLock { $0.log[version - 1] }
        return "id: \(version)\ndata: {\"uri\":\"\(issuer.listURI(change.list))\",\"idx\":\(change.index),\"count\":1}\n\n"
    }

    func heartbeat(_ version: Int? = nil) -> String {
        let version = version ?? self.version
        return "id: \(version)\ndata: {\"version\":\(version)}\n\n"
    }

    // MARK: what the network does

    /// Tells nobody of changes while this is set.
    var isMuted: Bool {
        get { state.withLock { $0.isMuted } }
        set { state.withLock { $0.isMuted = newValue } }
    }

    /// Answers whoever wants to listen with that status.
    var refusal: Int? {
        get { state.withLock { $0.refusal } }
        set { state.withLock { $0.refusal = newValue } }
    }

    /// How many listen.
    var listeners: Int { state.withLock { $0.streams.count } }

    /// What each who listened knew: its `Last-Event-ID`.
    var asked: [String?] { state.withLock { $0.asked } }

    /// Every request's head.
    var heads: [String] { state.withLock { $0.heads } }

    /// Writes bytes to all who listen.
    func send(_ text: String) {
        for channel in state.withLock({ Array($0.streams.values) }) { ChangesServer.chunk(text, to: channel) }
    }

    /// Lets the heart beat until the task is cancelled.
    func beat(every milliseconds: Int) -> Task<Void, any Error> {
        Task { [weak self] in
            while true {
                try await Task.sleep(for: .milliseconds(milliseconds))
                self?.send(self?.heartbeat() ?? "")
            }
        }
    }

    /// Breaks every stream, with the last chunk or without it.
    func cut(isClean: Bool = false) {
        for channel in state.withLock({ Array($0.streams.values) }) {
            if isClean { channel.writeAndFlush(ByteBuffer(string: "0\r\n\r\n"), promise: nil) }
            channel.close(promise: nil)
        }
    }

    /// Nobody listens on the port any more, nobody else gets it, and every connection is gone.
    func kill() async throws {
        let listener = state.withLock { state in
            defer { (state.listener, state.isKilled) = (nil, true) }
            return state.listener
        }
        try await listener?.close()
        cut()
        await Patience.until { listeners == 0 }
    }

    /// Listens again on the same port.
    func listen() async throws {
        state.withLock { $0.isKilled = false }
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { [weak self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        RequestReader { head in
                            Task { await self?.answer(head, on: channel) }
                        })
                }
            }
            .bind(host: "127.0.0.1", port: port.number).get()
        state.withLock { $0.listener = listener }
    }

    // MARK: HTTP

    private func answer(_ head: String, on channel: any Channel) async {
        // A connection that was taken before the server was killed may be heard only now.
        if state.withLock({ $0.isKilled }) { return channel.close(promise: nil) }
        state.withLock { $0.heads.append(head) }
        let lines = head.split(separator: "\r\n")
        let path = String(lines.first?.split(separator: " ").dropFirst().first ?? "/")
        guard path == "/status/changes" else { return await answerDocument(path, on: channel) }
        let known = lines.first { $0.lowercased().hasPrefix("last-event-id:") }
            .map { $0.dropFirst(14).filter { $0 != " " } }
        let refusal = state.withLock { state in
            state.asked.append(known)
            return state.refusal
        }
        if let refusal {
            return ChangesServer.write("HTTP/1.1 \(refusal) No\r\ncontent-length: 0\r\n\r\n", to: channel)
        }
        ChangesServer.write(
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n",
            to: channel)
        let missed = state.withLock { state -> [Int] in
            state.streams[ObjectIdentifier(channel)] = channel
            if state.isKilled { channel.close(promise: nil) }
            guard let known = known.flatMap({ Int($0) }), known <= state.log.count else { return [] }
            return Array((known + 1)..<(state.log.count + 1))
        }
        channel.closeFuture.whenComplete { [weak self] _ in
            self?.state.withLock { $0.streams[ObjectIdentifier(channel)] = nil }
        }
        let begin: String
        if let known {
            begin =
                Int(known).map { $0 <= version } == true
                ? heartbeat(Int(known)) : "id: \(version)\ndata: {\"resync\":true}\n\n"
        } else {
            begin = heartbeat()
        }
        ChangesServer.chunk("retry: 1000\n\n" + begin + missed.map(event).joined(), to: channel)
    }

    private func answerDocument(_ path: String, on channel: any Channel) async {
        let document: FetchedDocument
        do {
            document = try await issuer.get(issuer.issuer.url(path), accept: "*/*")
        } catch {
            channel.close(promise: nil)
            return
        }
        let head = "HTTP/1.1 \(document.status) OK\r\ncontent-length: \(document.body.count)\r\n\r\n"
        channel.writeAndFlush(ByteBuffer(bytes: Array(head.utf8) + document.body), promise: nil)
    }

    private static func write(_ text: String, to channel: any Channel) {
        channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    }

    private static func chunk(_ text: String, to channel: any Channel) {
        write("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n", to: channel)
    }
}

/// Hands over the head of each request; none of these has a body.
private final class RequestReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private var text = ""
    private let take: (String) -> Void

    init(_ take: @escaping (String) -> Void) { self.take = take }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        while let end = text.firstRange(of: "\r\n\r\n") {
            take(String(text[..<end.lowerBound]))
            text = String(text[end.upperBound...])
        }
    }
}
