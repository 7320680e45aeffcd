// How the command speaks to other servers: over https or loopback, bounded, and shown where that is asked for.

internal import AuthorityServer
internal import Fetching
internal import JOSE
internal import OAuth

struct Wire: Sendable {
    /// Whether each request is told on stderr: its method, its address, and the status that came back.
    var isVerbose = false
    /// Seconds since 1970.
    var now: @Sendable () -> Int = Clock.now

    private static let fetch = HTTPFetch(timeout: 30)

    func send(_ request: OutgoingRequest) async throws(FetchFault) -> IncomingAnswer {
        // Neither the fields nor the body: they hold tokens and secrets. A query may hold a state.
        let place = String(request.url.prefix { $0 != "?" }).escapedForTerminal
        if isVerbose { Terminal.note("→ \(request.method) \(place)") }
        let answer = try await Wire.fetch.send(request)
        if isVerbose { Terminal.note("← \(answer.status) \(place)") }
        return answer
    }

    func get(_ url: String, accept: String = "application/json") async throws(FetchFault) -> IncomingAnswer {
        try await send(OutgoingRequest("GET", url, [("Accept", accept)]))
    }
}

extension IncomingAnswer {
    /// The body as a JSON object.
    func object() throws(JSONFault) -> JSONValue {
        try JSONDocument.object(parsing: body, limits: JSONLimits(length: 262_144, depth: 16))
    }

    /// What an OAuth endpoint said went wrong (RFC 6749 §5.2), as a person may read it.
    var refusal: (code: String, sentence: String) {
        do {
            let object = try object()
            let code = object["error"]?.string ?? object["code"]?.string ?? ""
            let more = object["error_description"]?.string ?? object["detail"]?.string ?? ""
            let words = [code, more].filter { !$0.isEmpty }.joined(separator: ": ")
            return (code, words.isEmpty ? "status \(status)" : String(words.escapedForTerminal.prefix(500)))
        } catch {
            return ("", "status \(status)")
        }
    }
}
