// Where this site is, where it signs people in, and which API it asks for them. Everything comes from the environment.

import Hummingbird
import OAuth

struct Settings: Sendable {
    let issuer: Issuer
    let clientID: String
    let clientSecret: String
    /// The origin of this site as browsers know it. `https`, or `http` on this machine.
    let site: String
    let port: Int
    /// The URL of the API, without a slash at its end; also its identifier, unless AUDIENCE says another.
    let api: String
    let audience: String
    /// The first segments of the paths that are passed on to the API. Nothing else is.
    let paths: [String]
    let scopes: String

    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    init(_ environment: Environment) throws {
        func value(_ name: String, _ usual: String) -> String { environment.get(name) ?? usual }
        guard let secret = environment.get("SITE_SECRET"), !secret.isEmpty else {
            throw Fault(description: "SITE_SECRET is missing: the secret with which the client is registered")
        }
        issuer = try Settings.url("ISSUER", value("ISSUER", "http://localhost:8080"))
        clientID = value("CLIENT_ID", "site")
        clientSecret = secret
        let own = try Settings.url("SITE", value("SITE", "http://localhost:3000"))
        guard own.path.isEmpty else {
            throw Fault(description: "SITE is an origin, as https://site.example, and has no path")
        }
        site = own.origin
        guard let number = Int(value("PORT", "3000")), (1...65_535).contains(number) else {
            throw Fault(description: "PORT is a number from 1 to 65535")
        }
        port = number
        api = try Settings.url("API", value("API", issuer.url("/dev/api"))).value
        audience = value("AUDIENCE", api)
        paths = value("PATHS", "me notes tasks").split(separator: " ").map(String.init)
        scopes = value("SCOPES", "openid profile notes:read notes:write tasks:read")
    }

    /// All three are written by the rules of an issuer: `https`, or `http` on this machine, without query or fragment.
    private static func url(_ name: String, _ text: String) throws(Fault) -> Issuer {
        do {
            return try Issuer(text)
        } catch {
            throw Fault(
                description:
                    "\(name) is \(text); it must be https, or http on this machine, as http://localhost:3000")
        }
    }

    var callback: String { "\(site)/callback" }
}
