// A site whose server keeps the tokens of another API: people sign in at the authority, and their browsers know a cookie alone.

import AsyncHTTPClient
import Foundation
import Hummingbird
import Logging

func run() async throws {
    let settings = try Settings(Environment())
    var logger = Logger(label: "backend-for-frontend")
    logger.logLevel = .notice
    // No redirect is followed: where it led, the person's token would go along.
    let http = HTTPClient(
        eventLoopGroupProvider: .singleton,
        configuration: HTTPClient.Configuration(redirectConfiguration: .disallow))
    let issuer = try await IssuerClient.find(settings, http)
    let application = Application(
        router: Site(settings: settings, issuer: issuer, http: http).router(),
        configuration: .init(address: .hostname("127.0.0.1", port: settings.port)),
        onServerRunning: { [logger] _ in
            logger.notice("ready: \(settings.site), signing in at \(settings.issuer)")
        },
        logger: logger
    )
    try await application.runService()
    try await http.shutdown()
}

do {
    try await run()
} catch {
    FileHandle.standardError.write(Data("backend-for-frontend: \(error)\n".utf8))
    exit(1)
}
