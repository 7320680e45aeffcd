// An API in a process of its own that trusts an issuer over the network: two lines guard it.
// Arguments or environment: ISSUER AUDIENCE PORT.

import Hummingbird
import HummingbirdTokens
import Logging

let environment = Environment()
func setting(_ place: Int, _ name: String, else value: String) -> String {
    CommandLine.arguments.count > place ? CommandLine.arguments[place] : environment.get(name) ?? value
}
let issuer = setting(1, "ISSUER", else: "http://localhost:8080")
let audience = setting(2, "AUDIENCE", else: "\(issuer)/dev/api")
let port = Int(setting(3, "PORT", else: "8081")) ?? 8081

let router = Router(context: TokenRequestContext.self)
router.add(middleware: try TokenMiddleware(issuer: issuer, audience: audience))
router.get("me") { _, context in
    let token = try context.requireToken()
    return ["sub": token.subject, "scope": token.scopes.description]
}
for name in ["notes", "tasks"] {
    let things = router.group(RouterPath(name))
    things.requireScope("\(name):read").get { _, context in
        ["\(name) of \(try context.requireToken().subject)"]
    }
    things.requireScope("\(name):write").post { _, _ in HTTPResponse.Status.created }
}
var logger = Logger(label: "protect-an-api")
logger.logLevel = .notice
let api = Application(
    router: router,
    configuration: .init(address: .hostname("127.0.0.1", port: port)),
    onServerRunning: { [logger] _ in logger.notice("ready on port \(port), trusting \(issuer)") },
    logger: logger
)
try await api.runService()
