// The two cookies of a browser: its session, and a sign-in that is under way. No script reads them.

import HTTPTypes
import Hummingbird

struct Cookies: Sendable {
    let site: String

    private var isSecure: Bool { site.utf8.starts(with: "https:".utf8) }

    /// Only this very host can set a cookie of such a name (6265bis §4.1.3.2); on plain loopback it would be dropped.
    var session: String { isSecure ? "__Host-site" : "site-dev" }
    var visit: String { session + "-visit" }

    /// The value of a cookie. Of two with one name somebody else set one, so that neither counts.
    func value(_ name: String, of request: Request) -> String? {
        var values: [String] = []
        for field in request.headers[values: .cookie] {
            for pair in field.utf8.split(separator: UInt8(ascii: ";")) {
                let parts = pair.drop { $0 == UInt8(ascii: " ") }.split(
                    separator: UInt8(ascii: "="), maxSplits: 1)
                guard parts.count == 2, parts[0].elementsEqual(name.utf8) else { continue }
                values.append(String(decoding: parts[1], as: UTF8.self))
            }
        }
        return values.count == 1 ? values[0] : nil
    }

    /// Gives the browser a cookie. SameSite=Lax lets it come along when the authority sends the browser back.
    func set(_ name: String, to value: String, on answer: inout Response) {
        answer.headers.append(
            HTTPField(
                name: .setCookie,
                value: "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
                    + (value.isEmpty ? "; Max-Age=0" : "")))
    }

    func clear(_ name: String, on answer: inout Response) { set(name, to: "", on: &answer) }
}
