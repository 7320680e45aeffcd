// Telling the issuer which lasting tokens were used: collected in memory, posted in a batch, never in a request's way.

public import JOSE
public import Logging
public import OAuth
internal import Synchronization

/// Collects which tokens were used, when and from where, and reports it about once a minute.
///
/// No request waits for it or writes anything. What is collected is bounded: while the issuer can't be reached, what does
/// not fit is not reported. It is told of people's tokens only: programs' own have nobody who would look.
///
/// ```swift
/// let reporter = try UseReporter(issuer: "https://auth.example.com", clientID: "cli_…", secret: secret)
/// ```
public final class UseReporter: Sendable {
    private let url: String
    private let credentials: ClientCredentials
    private let fetch: any Fetch
    private let logger: Logger
    private let uses = Mutex<[String: Use]>([:])

    private struct Use {
        var time: Int
        var address: String?
    }

    /// Tokens that are remembered between two reports.
    private static let capacity = 10_000
    /// Uses of one message.
    private static let batch = 1_000
    /// Seconds between two reports; by chance a sixth more or less, so that many APIs don't report at once.
    private static let interval = 60.0

    /// - Parameters:
    ///   - issuer: whose tokens they are; the report goes to its `/api/token-uses`.
    ///   - clientID: a client that guards this API.
    ///   - secret: that client's secret; it is never printed.
    ///   - fetch: how the report is sent; over HTTP where this is `nil`.
    /// - Throws: ``OAuthRefusal`` when the issuer makes no sense.
    public init(
        issuer: String,
        clientID: String,
        secret: String,
        fetch: (any Fetch)? = nil,
        logger: Logger = Logger(label: "UseReporter")
    ) throws(OAuthRefusal) {
        url = try Issuer(issuer).url("/api/token-uses")
        credentials = ClientCredentials(clientID: clientID, secret: secret)
        self.fetch = fetch ?? HTTPFetch()
        self.logger = logger
    }

    /// How many tokens wait to be reported.
    public var count: Int { uses.withLock { $0.count } }

    /// Notes that a token was used.
    ///
    /// - Parameters:
    ///   - address: that of whoever sent it, as the API knows it.
    ///   - now: seconds since 1970; the clock's where it is `nil`.
    public func note(_ token: VerifiedToken, from address: String?, at now: Int? = nil) {
        guard let identifier = token.identifier, !token.clientID.hasBytes(of: token.subject) else { return }
        let now = now ?? WallClock.seconds()
        uses.withLock { uses in
            guard uses[identifier] != nil || uses.count < UseReporter.capacity else { return }
            guard uses[identifier].map({ $0.time <= now }) ?? true else { return }
            uses[identifier] = Use(time: now, address: address)
        }
    }

    /// Reports from time to time until the task is cancelled; then call ``flush()``.
    public func keepReporting() async {
        while !Task.isCancelled {
            do {
                let seconds = UseReporter.interval * Double.random(in: 5.0 / 6.0...7.0 / 6.0)
                try await Task.sleep(for: .seconds(seconds))
            } catch {
                return
            }
            await flush()
        }
    }

    /// Reports what was collected. What could not be sent is kept for the next time.
    public func flush() async {
        let collected = uses.withLock { uses in
            let all = uses
            uses = [:]
            return all
        }
        var rest = collected.map { (identifier: $0.key, use: $0.value) }[...]
        while !rest.isEmpty {
            let batch = rest.prefix(UseReporter.batch)
            guard await send(batch) else { break }
            rest = rest.dropFirst(batch.count)
        }
        guard !rest.isEmpty else { return }
        uses.withLock { uses in
            for (identifier, use) in rest where uses.count < UseReporter.capacity {
                if uses[identifier] == nil { uses[identifier] = use }
            }
        }
    }

    /// - Returns: whether the issuer took it, or will never take it.
    private func send(_ batch: ArraySlice<(identifier: String, use: Use)>) async -> Bool {
        let json = JSONWriter.object { json in
            json.array("uses", Array(batch)) { json, entry in
                json.member("jti", entry.identifier)
                json.member("at", entry.use.time)
                if let address = entry.use.address { json.member("address", address) }
            }
        }
        let reason: String
        do {
            let message = PostedMessage(json: json, by: credentials)
            let answer = try await fetch.post(message, to: url, accept: "application/json")
            if (200..<300).contains(answer.status) { return true }
            reason = "\(url) answered \(answer.status)"
            // What is refused today is refused tomorrow; only the operator can mend it.
            if (400..<500).contains(answer.status) {
                logger.error("the use of tokens was not reported", metadata: ["reason": "\(reason)"])
                return true
            }
        } catch {
            reason = error.sentence
        }
        logger.warning("the use of tokens is reported later", metadata: ["reason": "\(reason)"])
        return false
    }
}
