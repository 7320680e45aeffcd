// Signing and verifying, measured in one run: ours, jwt-kit, and the bare primitive that both stand on.

import JOSE

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `benchmarks` prints a table; `benchmarks --json` prints one line of JSON a row.
@main
struct Benchmarks {
    static func main() async {
        let json = CommandLine.arguments.dropFirst() == ["--json"]
        guard json || CommandLine.arguments.count == 1 else {
            complain("usage: benchmarks [--json]")
            exit(64)
        }
        do {
            var rows: [Row] = []
            for sample in [
                try await Sample(.es256, name: "ES256"), try await Sample(.edDSA, name: "Ed25519"),
            ] {
                rows.append(Row(name: "verify.\(sample.name)", contestants: sample.verifying))
                rows.append(Row(name: "sign.\(sample.name)", contestants: sample.signing))
                if !json { print("\(sample.name): a token of \(sample.token.utf8.count) bytes") }
            }
            let order = ["verify.ES256", "verify.Ed25519", "sign.ES256", "sign.Ed25519"]
            let results = try await Measure.all(order.compactMap { name in rows.first { $0.name == name } })
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
