// The URL of a request as its sender knows it: what a proof of possession has to name.

internal import HTTPTypes
internal import Hummingbird
public import OAuth

/// Where this API is reached, as its callers write it. Behind a proxy the request itself can't say.
public struct RequestOrigin: Sendable {
    private enum Source: Sendable {
        case settings(String)
        case host(scheme: String)
    }

    private let source: Source

    /// The origin as the operator knows it, such as `https://api.example.com`; with the path before the API's own where a
    /// proxy cuts one off.
    ///
    /// - Throws: ``OAuthRefusal`` for anything but `https`, or `http` on a loopback host, with a host and perhaps a path.
    public static func fixed(_ url: String) throws(OAuthRefusal) -> RequestOrigin {
        do {
            // An origin is written by the rules of an issuer.
            return RequestOrigin(source: .settings(try Issuer(url).url("")))
        } catch {
            throw OAuthRefusal(
                .invalidRequest,
                "\(String(url.prefix(200))) is no origin of an API: https:// and a host are needed, such as "
                    + "https://api.example.com; query, fragment and user have no place in it"
            )
        }
    }

    /// The origin that the request's `Host` names. Only where something before this server refuses every host that is not
    /// its own: else a proof that was made for another host, and taken there, is good here, too.
    public static func host(scheme: String) -> RequestOrigin { RequestOrigin(source: .host(scheme: scheme)) }

    /// The URL of a request, without query; empty, which no proof is for, when its target is no path.
    ///
    /// A path with dot segments is none either: a proof for the path without them would be good for it, while the router
    /// takes it as it is. Clients leave them out themselves.
    func url(of request: Request) -> String {
        let path = request.uri.path
        guard path.utf8.first == UInt8(ascii: "/"), !RequestOrigin.hasDots(path) else { return "" }
        switch source {
        case .settings(let origin): return origin + path
        case .host(let scheme): return "\(scheme)://\(request.head.authority ?? "")\(path)"
        }
    }

    /// Whether a path has a segment `.` or `..`, however it is spelled.
    private static func hasDots(_ path: String) -> Bool {
        path.utf8.split(separator: UInt8(ascii: "/")).contains { segment in
            guard segment.count <= 6 else { return false }
            let plain = String(decoding: segment, as: UTF8.self).lowercased().replacing("%2e", with: ".")
            return plain.utf8.elementsEqual(".".utf8) || plain.utf8.elementsEqual("..".utf8)
        }
    }
}
