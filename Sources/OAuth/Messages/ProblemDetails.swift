// The body of every refusal: problem details (RFC 9457) with a stable code.

internal import JOSE

/// A refusal as `application/problem+json` says it.
package struct ProblemDetails: Sendable {
    package let status: Int
    /// The status's own phrase: no page of documentation has the problem as its type (RFC 9457 §4.2.1).
    package let title: String
    /// The stable code, for programs.
    package let code: String
    /// What was wrong, what was expected, what to do; for people.
    package let detail: String
    /// The codes of all faults, where there are several.
    package var violations: [String] = []
    /// The scopes that were wanting, and those that were there.
    package var scopes: (need: [String], have: [String])?

    package init(status: Int, title: String, code: String, detail: String) {
        self.status = status
        self.title = title
        self.code = code
        self.detail = detail
    }

    /// The media type of ``json``.
    package static let mediaType = "application/problem+json"

    package var json: [UInt8] {
        JSONWriter.object { json in
            json.member("type", "about:blank")
            json.member("title", title)
            json.member("status", status)
            json.member("code", code)
            json.member("detail", detail)
            if violations.count > 1 { json.member("violations", violations) }
            if let scopes {
                json.member("need", scopes.need)
                json.member("have", scopes.have)
            }
        }
    }
}
