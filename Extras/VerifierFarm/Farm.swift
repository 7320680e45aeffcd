// The verifiers, the load that they are under, and the watch for the moment at which each refuses a token.

import Foundation
import JOSE
import Logging
import Synchronization
import TokenVerifier

final class Farm: Sendable {
    private let verifiers: [TokenVerifier]
    private let counters = Mutex((good: 0, bad: 0))

    init(issuer: String, audience: String, count: Int) throws {
        let logger = Logger(label: "farm", factory: StreamLogHandler.standardError(label:))
        verifiers = try (0..<count).map { _ in
            // A small memory: the watched token is found in it, the load's tokens mostly are not.
            try TokenVerifier(issuer: issuer, audience: audience, cache: .tokens(64), logger: logger)
        }
    }

    var counted: (good: Int, bad: Int) { counters.withLock { $0 } }

    /// Verifies at an even pace until the process ends. What was missed while the machine was busy is made up for.
    func load(rate: Int, tokens: [String]) {
        Task.detached { [self] in
            let began = Farm.now
            var done = 0
            while true {
                let due = Int((Farm.now - began) * UInt64(rate) / 1_000_000_000)
                while done < due {
                    await verify(tokens[done % tokens.count], with: verifiers[done % verifiers.count])
                    done += 1
                }
                try await Task.sleep(for: .milliseconds(2))
            }
        }
    }

    private func verify(_ token: String, with verifier: TokenVerifier) async {
        do {
            _ = try await verifier.verify(token)
            counters.withLock { $0.good += 1 }
        } catch {
            counters.withLock { $0.bad += 1 }
        }
    }

    /// Waits until every verifier refuses a token as revoked, at most ten seconds.
    func watch(_ token: String) async {
        var taken = 0
        for verifier in verifiers {
            do {
                _ = try await verifier.verify(token)
                taken += 1
            } catch {
                say("odd \(error.code)")
            }
        }
        say("watching \(taken)")
        var times = [UInt64?](repeating: nil, count: verifiers.count)
        let end = Farm.now + 10_000_000_000
        while times.contains(nil), Farm.now < end {
            for (place, verifier) in verifiers.enumerated() where times[place] == nil {
                do {
                    _ = try await verifier.verify(token)
                } catch {
                    if case .revoked = error { times[place] = Farm.now } else { say("odd \(error.code)") }
                }
            }
            do { try await Task.sleep(for: .microseconds(500)) } catch { return }
        }
        say("refused " + times.map { $0.map(String.init) ?? "-" }.joined(separator: " "))
    }

    /// CLOCK_MONOTONIC, which all processes of a machine share.
    private static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
