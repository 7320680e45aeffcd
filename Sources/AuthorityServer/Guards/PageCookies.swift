// The two cookies of a browser: that of its session, and that of a visit before anybody has signed in.

internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import OAuth

/// Names, readings and writings of cookies.
struct PageCookies: Sendable {
    let issuer: Issuer

    /// Whether the connection to the browser is encrypted. On a plain loopback issuer a `__Host-` cookie would be dropped.
    private var isSecure: Bool { issuer.origin.utf8.starts(with: "https:".utf8) }

    /// Only this very host can set a cookie of such a name (6265bis §4.1.3.2).
    var session: String { isSecure ? "__Host-tessera" : "tessera-dev" }
    var visit: String { session + "-visit" }

    /// The value of a cookie.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_request` for two of one name: one of them is somebody else's (cookie tossing).
    func value(_ name: String, of request: Request) throws(OAuthRefusal) -> String? {
        var values: [String] = []
        for field in request.headers[values: .cookie] {
            for pair in field.utf8.split(separator: UInt8(ascii: ";")) {
                let parts = pair.drop { $0 == UInt8(ascii: " ") }.split(
                    separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, parts[0].elementsEqual(name.utf8) else { continue }
                values.append(String(decoding: parts[1], as: UTF8.self))
            }
        }
        guard values.count <= 1 else {
            throw OAuthRefusal(
                .invalidRequest,
                "the cookie \(name) came \(values.count) times; delete the cookies of this site")
        }
        return values.first { !$0.isEmpty }
    }

    /// A field that sets a cookie.
    ///
    /// - Parameter longest: seconds; `nil` for as long as the browser runs.
    func setting(_ name: String, to value: String, longest: Int? = nil) -> String {
        "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
            + (longest.map { "; Max-Age=\($0)" } ?? "")
    }

    func clearing(_ name: String) -> String { setting(name, to: "", longest: 0) }
}
