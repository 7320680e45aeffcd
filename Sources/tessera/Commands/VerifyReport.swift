// What verifying found, check by check, in the order in which a verifier asks.

internal import AuthorityServer
internal import JOSE
internal import OAuth

struct VerifyReport {
    private enum Outcome {
        /// With what was found, where it helps to see it.
        case passed(String?)
        case failed(expected: String?, found: String?, why: String)
        case notReached
    }

    private let checks: [(name: String, outcome: Outcome)]
    let rejection: TokenRejection?

    /// The checks in order. Each of the first four stops what comes after; the claims are all asked.
    private static let stages = ["format", "algorithm", "key", "signature"]
    private static let claims: [(name: String, rules: Set<ClaimViolation.Rule>)] = [
        ("issuer", [.issuer]), ("audience", [.audience]), ("type", [.type]),
        ("time", [.expired, .notYetValid, .tooOld]), ("claims", [.missing, .invalid]),
    ]

    init(verified token: VerifiedToken) {
        let found: [String: String] = [
            "algorithm": token.header.algorithm, "key": token.header.keyID ?? "the only one",
            "issuer": token.issuer,
            "audience": token.audience.joined(separator: " "), "type": token.header.type?.name ?? "",
            "time": "expires \(Timestamp.text(token.expiresAt))",
            "status": token["status"] == nil ? "the token can't be revoked" : "not revoked",
        ]
        checks = (Self.stages + Self.claims.map(\.name) + ["status"]).map { ($0, .passed(found[$0])) }
        rejection = nil
    }

    init(rejected rejection: TokenRejection) {
        self.rejection = rejection
        let failed = Outcome.failed(expected: nil, found: nil, why: rejection.spoken)
        guard case .refused(let violations) = rejection else {
            let name = Self.stage(of: rejection)
            let order = Self.stages + Self.claims.map(\.name) + ["status"]
            let place = order.firstIndex(of: name) ?? 0
            checks = order.enumerated().map { index, check in
                (check, index < place ? .passed(nil) : index == place ? failed : .notReached)
            }
            return
        }
        let asked = Self.claims.map { claim in
            let violation = violations.first { claim.rules.contains($0.rule) }
            return (
                claim.name,
                violation.map {
                    Outcome.failed(expected: "\($0.claim) \($0.expected)", found: $0.found, why: $0.spoken)
                } ?? Outcome.passed(nil)
            )
        }
        checks = Self.stages.map { ($0, .passed(nil)) } + asked + [("status", .notReached)]
    }

    var lines: [String] {
        let all = checks.map { name, outcome in
            let title = name + String(repeating: " ", count: 12 - name.count)
            return switch outcome {
            case .passed(let found): "✓ " + (found.map { title + $0 } ?? name)
            case .notReached: "· \(title)not checked"
            case .failed(let expected, let found, let why):
                "✗ \(title)\(why)"
                    + (expected.map { "; expected \($0)" } ?? "") + (found.map { ", found \($0)" } ?? "")
            }
        }
        return all + [rejection.map { "Rejected: \($0.code)" } ?? "Valid"]
    }

    var json: [UInt8] {
        JSONWriter.object { json in
            json.member("valid", rejection == nil)
            if let rejection { json.member("code", rejection.code) }
            json.array("checks", checks) { json, check in
                json.member("check", check.name)
                switch check.outcome {
                case .passed(let found):
                    json.member("ok", true)
                    if let found { json.member("received", found) }
                case .notReached: json.null("ok")
                case .failed(let expected, let found, let why):
                    json.member("ok", false)
                    json.member("why", why)
                    if let expected { json.member("expected", expected) }
                    if let found { json.member("received", found) }
                }
            }
        }
    }

    private static func stage(of rejection: TokenRejection) -> String {
        switch rejection {
        case .malformed: "format"
        case .algorithmNotAllowed: "algorithm"
        case .keyNotFound, .keyUnfit, .keysUnavailable: "key"
        case .signatureInvalid: "signature"
        case .revoked, .statusUnavailable: "status"
        default: "claims"
        }
    }
}
