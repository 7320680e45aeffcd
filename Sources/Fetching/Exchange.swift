// One request as its maker writes it, and the whole of its answer: for a program that speaks HTTP to any server.

internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// A request that is to be sent as it is. Printing it shows nothing of it, for it holds tokens and secrets.
package struct OutgoingRequest: Sendable, CustomStringConvertible, CustomReflectable {
    package var method: String
    package var url: String
    package var fields: [(name: String, value: String)]
    package var body: [UInt8]?

    package init(
        _ method: String,
        _ url: String,
        _ fields: [(name: String, value: String)] = [],
        body: [UInt8]? = nil
    ) {
        (self.method, self.url, self.fields, self.body) = (method, url, fields, body)
    }

    package var description: String { "OutgoingRequest(\(method), the rest hidden)" }
    package var customMirror: Mirror { Mirror(self, children: ["method": method]) }
}

/// What came back: the status, the fields and the body, whole.
package struct IncomingAnswer: Sendable {
    package let status: Int
    package let fields: [(name: String, value: String)]
    package let body: [UInt8]

    package init(status: Int, fields: [(name: String, value: String)] = [], body: [UInt8] = []) {
        (self.status, self.fields, self.body) = (status, fields, body)
    }

    /// The values of a field, in order; names have no case (RFC 9110 §5.1).
    package func values(_ name: String) -> [String] {
        let wanted = name.lowercased()
        return fields.filter { $0.name.lowercased().utf8.elementsEqual(wanted.utf8) }.map(\.value)
    }
}

extension HTTPFetch {
    /// Sends a request, bounded as ``get(_:accept:)`` is; no redirect is followed.
    package func send(_ outgoing: OutgoingRequest) async throws(FetchFault) -> IncomingAnswer {
        let url = outgoing.url
        guard HTTPFetch.isAllowed(url) else { throw .notAllowed(url: url) }
        return try await bounded(url) { await exchange(outgoing) }
    }

    private func exchange(_ outgoing: OutgoingRequest) async -> Result<IncomingAnswer, FetchFault> {
        let url = outgoing.url
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: outgoing.method)
        for field in outgoing.fields { request.headers.add(name: field.name, value: field.value) }
        if !request.headers.contains(name: "user-agent") {
            request.headers.add(name: "user-agent", value: "tessera")
        }
        if let body = outgoing.body { request.body = .bytes(body) }
        do {
            let response = try await HTTPFetch.client.execute(request, timeout: .seconds(Int64(timeout + 1)))
            let body = try await response.body.collect(upTo: HTTPFetch.maximumLength)
            return .success(
                IncomingAnswer(
                    status: Int(response.status.code),
                    fields: response.headers.map { ($0.name, $0.value) },
                    body: Array(body.readableBytesView)
                )
            )
        } catch is NIOTooManyBytesError {
            return .failure(.tooLarge(url: url, limit: HTTPFetch.maximumLength))
        } catch {
            return .failure(.unreachable(url: url, why: String(describing: error)))
        }
    }
}
