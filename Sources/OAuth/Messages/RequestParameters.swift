// The parameters of an OAuth request, wherever they came from: a query, a form, or a request object.

internal import JOSE

/// Parameters, each at most once but for those that may come again (RFC 6749 §3.1, RFC 8707 §2).
package struct RequestParameters: Sendable {
    package let pairs: [(name: String, value: String)]

    /// Those that name several things by coming several times.
    package static let repeatable = ["resource", "audience"]

    /// - Throws: ``OAuthRefusal`` `invalid_request` when another one comes more than once.
    package init(_ pairs: [(name: String, value: String)]) throws(OAuthRefusal) {
        var names: Set<[UInt8]> = []
        for (name, _) in pairs where !names.insert(Array(name.utf8)).inserted {
            guard RequestParameters.repeatable.contains(where: { $0.hasBytes(of: name) }) else {
                throw OAuthRefusal(
                    .invalidRequest,
                    "the parameter \(String(decoding: name.utf8.prefix(64), as: UTF8.self)) came more than once"
                )
            }
        }
        self.pairs = pairs
    }

    /// Parameters that were checked before.
    package init(checked pairs: [(name: String, value: String)]) { self.pairs = pairs }

    /// The value of a parameter. One without a value counts as left out (RFC 6749 §3.1).
    package func value(_ name: String) -> String? {
        pairs.first { $0.name.hasBytes(of: name) && !$0.value.isEmpty }?.value
    }

    /// The values of a parameter that may come again.
    package func values(_ name: String) -> [String] {
        pairs.filter { $0.name.hasBytes(of: name) && !$0.value.isEmpty }.map(\.value)
    }

    /// Whether the parameter is there, with a value or without.
    package func has(_ name: String) -> Bool { pairs.contains { $0.name.hasBytes(of: name) } }

    /// - Throws: ``OAuthRefusal`` `invalid_request` when it is missing.
    package func required(_ name: String) throws(OAuthRefusal) -> String {
        guard let value = value(name) else {
            throw OAuthRefusal(.invalidRequest, "the parameter \(name) is missing")
        }
        return value
    }

    /// The same parameters without some.
    package func without(_ names: [String]) -> RequestParameters {
        RequestParameters(checked: pairs.filter { pair in !names.contains { $0.hasBytes(of: pair.name) } })
    }

    /// The same parameters and one more.
    package func with(_ name: String, _ value: String) -> RequestParameters {
        RequestParameters(checked: pairs + [(name, value)])
    }

    /// As a query or a form writes them.
    package var form: String { FormParameters.text(pairs) }
}
