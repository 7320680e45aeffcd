// What was looked at, step by step, each with what was found and what to do about it.

internal import JOSE

/// One step.
struct Step: Sendable {
    enum Verdict: String, Sendable {
        case ok, caution, failed
        /// It was not reached, or not asked for.
        case skipped
    }

    let name: String
    let verdict: Verdict
    /// What was found.
    let says: String
    /// What to do, where something is to be done.
    var fix: String?
}

struct StepReport: Sendable {
    private(set) var steps: [Step] = []

    var isGood: Bool { !steps.contains { $0.verdict == .failed } }

    mutating func add(_ name: String, _ verdict: Step.Verdict, _ says: String, fix: String? = nil) {
        steps.append(Step(name: name, verdict: verdict, says: says, fix: fix))
    }

    /// Adds a step that is either so or wrong.
    mutating func check(
        _ name: String,
        _ holds: Bool,
        _ says: String,
        otherwise: String,
        _ wrong: Step.Verdict = .failed,
        fix: String? = nil
    ) {
        holds ? add(name, .ok, says) : add(name, wrong, otherwise, fix: fix)
    }

    private static let marks: [Step.Verdict: String] = [.ok: "✓", .caution: "!", .failed: "✗", .skipped: "·"]

    /// A line for each step, and one for what to do.
    var lines: [String] {
        let width = (steps.map(\.name.count).max() ?? 0) + 2
        return steps.flatMap { step in
            let gap = String(repeating: " ", count: width - step.name.count)
            let line = "\(Self.marks[step.verdict] ?? "") \(step.name)\(gap)\(step.says.escapedForTerminal)"
            return [line]
                + (step.fix.map { [String(repeating: " ", count: width + 2) + "→ " + $0.escapedForTerminal] }
                    ?? [])
        }
    }

    func write(to json: inout JSONWriter) {
        json.member("ok", isGood)
        json.array("steps", steps) { json, step in
            json.member("step", step.name)
            json.member("verdict", step.verdict.rawValue)
            json.member("says", step.says)
            if let fix = step.fix { json.member("fix", fix) }
        }
    }
}
