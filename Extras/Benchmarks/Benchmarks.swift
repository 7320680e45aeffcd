// Signing and verifying, measured in one run: ours, jwt-kit, the bare primitive that both stand on, and our own share.

import JOSE

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `benchmarks` prints a table; `benchmarks --json` prints one line of JSON a row; names choose rows.
/// `benchmarks --profile ROW` repeats our own share alone for three seconds, for a profiler to watch.
@main
struct Benchmarks {
    static let algorithms: [SignatureAlgorithm] = [.hs256, .rs256, .ps256, .es256, .es384, .edDSA, .mlDSA65]

    static func main() async {
        var wanted = CommandLine.arguments.dropFirst()
        let json = wanted.first == "--json"
        let isProfile = wanted.first == "--profile"
        if json || isProfile { wanted = wanted.dropFirst() }
        guard !wanted.contains(where: { $0.hasPrefix("-") }) else {
            complain("usage: benchmarks [--json|--profile] [ROW…]")
            exit(64)
        }
        do {
            var verifying: [Row] = []
            var signing: [Row] = []
            for algorithm in algorithms {
                let sample = try await Sample(algorithm)
                verifying.append(sample.verifying)
                signing.append(sample.signing)
                if !json, !isProfile { print("\(sample.name): a token of \(sample.token.utf8.count) bytes") }
            }
            verifying.append(try await CachedVerification.row())
            verifying += try await StatusVerification.rows()
            let rows = (verifying + signing).filter { row in
                wanted.isEmpty || wanted.contains { row.name.hasPrefix($0) }
            }
            if isProfile { return try await Measure.profile(rows) }
            let results = try await Measure.all(rows)
            print(json ? Report.lines(results) : Report.table(results))
        } catch {
            complain("a contestant failed: \(error)")
            exit(1)
        }
    }

    private static func complain(_ sentence: String) {
        let line = "benchmarks: \(sentence)\n"
        _ = write(STDERR_FILENO, line, line.utf8.count)
    }
}
