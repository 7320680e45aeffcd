// The head of an answer that should be a stream of events.

internal import OAuth

extension EventBytes {
    /// Takes the head of an answer whose body is a stream of events, and no other.
    package static func check(_ status: Int, _ contentType: String?, of url: String) throws(FetchFault) {
        guard status == 200 else { throw .unreachable(url: url, why: "it answered \(status)") }
        guard MediaType(contentType ?? "").isSame("text/event-stream") else {
            throw .unreachable(url: url, why: "its answer is no stream of events")
        }
    }
}
